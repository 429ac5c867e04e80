// Every sentence the citizen's pages say.

export const words = {
  title: '我的惠民',
  signIn: '登录后看看您能享受什么',
  signInHint: '账号由街道或社区的工作人员给您开通。也可以让家人代您登录，或到社区窗口办理。',
  skip: '跳到主要内容',
  elderOn: '长辈版', elderOff: '退出长辈版',
  entitled: (name: string, n: number) => (n > 0 ? `${name}，您有 ${n} 项福利` : `${name}，您好`),
  thisMonth: (month: string) => `${month}共`, payBy: (day: string) => `${day}前到账`, since: (month: string) => `${month}起享受`, meets: (month: string) => `${month}起符合条件`, noPayDay: '每月几号到账，政策没有统一规定；没有收到，点下面的“找人帮办”。',
  groups: {
    receiving: { title: '正在享受', hint: '按期自动发放，不用再申请。' },
    may_apply: { title: '可以申请', hint: '按现有的信息，您已符合条件' },
    unknown: { title: '还要弄清几件事', hint: '缺的信息补齐了才知道有没有' },
    not_yet: { title: '快要符合', hint: '到时候会提醒您' },
    not: { title: '现在不符合', hint: '情况变了会重新算，不用您操心' },
  },
  state: { receiving: '发放中', may_apply: '待您申请', unknown: '待核实', not_yet: '还没到', not: '不符合' },
  standing: '认定身份，不发钱',
  why: '为什么', whyNot: '为什么没有', open: '展开', close: '收起',
  into: (tail: string) => `发到尾号 ${tail} 的银行卡`,
  ground: '依据',
  wrong: '信息不对？点这里',
  empty: '还没有查到可以享受的福利。',
  emptyNext: '如果家里有困难，请给社区打电话，或点“信息有误”告诉我们。',
  asOf: (at: string) => `数据截至 ${at}`,
  bar: { list: '清单', family: '家人', wrong: '信息有误', me: '我的', read: '读给我听', stop: '停下来', help: '找人帮办' },
  family: { title: '一家人', hint: '点一位家人，看看他的清单', self: '（本人）' },
  correction: {
    title: '信息有误', hint: '哪里不对，您说说就行。工作人员会核实，不影响您现在的待遇。',
    about: '是谁的信息', what: '哪里不对', placeholder: '例如：我去年就不在厂里上班了', contact: '怎么联系您（可以不填）',
    send: '交给工作人员', sent: (number: string) => `收到了，编号 ${number}`, sentNext: '工作人员核实后会告诉您结果。', again: '再说一件',
    needed: '请写一写哪里不对', mine: '我说过的', none: '您还没有说过什么。',
  },
  me: { title: '我的', elder: '长辈版（大字、大按钮）', size: '字号', sizes: ['标准', '大', '特大', '最大'], contrast: '高对比', signOut: '退出登录', month: '看哪个月' },
  help: { title: '找人帮办', call: (name: string) => `给 ${name} 打电话`, none: '还没有登记帮办电话，请到社区窗口，工作人员可以代您办理。', paper: '不会用手机也没关系：家人、社区工作人员都可以代您办，纸质材料一样收。', me: '字号、月份和退出登录' },
  reading: (title: string, amount: string) => `${title}，${amount}。`,
} as const

/** What an answer comes to, for people who are read to. */
export const amountWords = (fen: number, period: 'monthly' | 'yearly' | 'daily' | 'once' | null): string => {
  const yuan = fen % 100 === 0 ? `${fen / 100}` : (fen / 100).toFixed(2)
  const each = { monthly: '每月', yearly: '每年', daily: '每天', once: '一次' }
  return period ? `${each[period]} ${yuan} 元` : `${yuan} 元`
}
