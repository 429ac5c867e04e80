// Every sentence the staff's pages say.

export const words = {
  product: '惠民 · 民政工作台', signIn: '民政工作台', skip: '跳到主要内容',
  search: '身份证号、姓名、拼音首字母（按 / 聚焦）', searchLabel: '查找人和家庭', searchGo: '查找', signOut: '退出', purpose: '办理目的',
  menu: { todo: '我的待办', intake: '导入表格', records: '档案', otherRecords: '其他档案', duplicates: '疑似重复', rules: '规则与标准', simulate: '标准测算', admin: '系统', accounts: '账号', roles: '角色', jobs: '后台作业', journal: '操作日志', me: '我的账号' },
  /** What the lists of the two central types are called. */
  archives: { person: '人员档案', household: '家庭档案' } as Record<string, string>,
  todo: {
    title: '我的待办', tabs: { open: '待处理', closed: '已办结' }, empty: '没有待处理的线索。', emptyNext: '群众反映、系统预警和数据变化产生的线索会出现在这里。',
    columns: { label: '对象', text: '内容', area: '区域', at: '产生时间', due: '期限', kind: '来源' }, kinds: { correction: '群众反映', change: '情况变化', signal: '预警' } as Record<string, string>,
    open: '打开档案', close: '办结', reason: '处理结果', outcomes: { handled: '已处理', not_so: '不属实', passed_on: '已转交' }, closed: '已办结',
  },
  found: { title: '查找结果', empty: '没有找到。', emptyNext: '换一个写法，或只写姓、身份证后四位、拼音首字母。', columns: { label: '姓名', number: '证件号', area: '区域', why: '按什么找到' }, more: '还有更多，请写得再细一些。' },
  view: {
    members: '家庭成员', householdOf: (name: string, n: number) => `${name} 户（${n} 人）`, facts: '家庭情况', person: '个人情况', others: '相关记录', entitlements: '待遇', timeline: '时间线', signals: '预警', cases: '业务件',
    month: '所属月份', age: (n: number) => `${n} 岁`, noAnswers: '这个月没有可以回答的政策。', noCases: '还没有业务件。', noTimeline: '还没有变更记录。', noSignals: '没有预警。',
    columns: { name: '姓名', relation: '关系', age: '年龄', number: '身份证号' },
    reveal: '查看完整（留痕）', revealTitle: '查看完整内容', revealWhy: '查看原因（记入日志）', revealGo: '查看', hidden: '您的角色看不到这一项',
    source: '来源', noSource: '未注明', on: '日期', unknown: '未知', allOf: (value: string) => `以下都是“${value}”`, unknowns: (n: number) => `还不知道的 ${n} 项`, refusedRest: (n: number) => `不享受 ${n} 项`, unfold: '展开', fold: '收起', explain: '依据与解释', all: '全部', granted: '享受', open: '待核实', refused: '不享受',
    total: (money: string) => `按月发放合计 ${money}`, asOf: (at: string) => `数据截至 ${at}`, digest: (digest: string) => `规则版本 ${digest.slice(0, 8)}`,
    missing: (what: string) => `还缺：${what}`, facts_digest: (digest: string) => `事实摘要 ${digest.slice(0, 8)}`, edit: '修改', history: '历史', choose: '选一项待遇，看它为什么是这样', skip: '跳到依据与解释', allRefused: (month: string) => `${month}没有享受的待遇，也没有待核实的`, othersOnly: '本人没有享受或待核实的待遇；家里其他人的在左边', print: '打印',
    coordination: '因与其他待遇的关系调整',
  },
  edit: { title: (label: string) => `修改 ${label}`, source: '依据的材料', on: '事实日期', save: '保存', cancel: '取消', saved: '已保存', conflict: '别人刚改过这条记录。已取来最新的内容，请核对后再存一次。', nothing: '没有改动。', required: '请写明“依据的材料”，例如“户口簿”', sourceHint: '例如：户口簿、残疾证、核对报告', own: '登记事项', others: '其他部门来的', money: '收入和支出', items: (n: number) => `${n} 项`, find: '找一项（写名称的一部分）', masked: '这一项遮蔽显示，不改就保持原值', writeAnew: '重新填写', changed: (n: number) => `改了 ${n} 项`, resumed: '接着上次没有保存的内容。', startOver: '不要了，从头填', unsaved: '改动还没有保存', unsavedHint: '改了的内容会留在这个页签里，下次打开这条档案可以接着填；遮蔽的号码不留。', goOn: '接着填', keepDraft: '先离开，留着草稿', discard: '不要这些改动' },
  history: { title: '变更历史', at: '时间', who: '经办', why: '目的', source: '依据', change: '改动', from: '原', to: '现', none: '没有历史。', empty: '（空）' },
  records: { title: (label: string) => label, filter: '筛选', filterField: '按哪一项', filterValue: '等于', contains: '包含', clear: '清除', empty: '没有记录。', emptyNext: '换一个条件，或从表格导入。', next: '下一页', first: '回到第一页', count: (n: number) => `共 ${n.toLocaleString('zh-CN')} 条`, download: '导出', create: '新建', columns: '显示哪些列', area: '区域', look: '查看' },
  intake: {
    title: '导入表格', type: '导入什么', file: '选择文件（CSV 或 XLSX）', source: '数据来源', sourceExample: '例如 公安户籍', on: '数据日期', preview: '先试一遍（不写入）', commit: (n: number) => `确认导入 ${n.toLocaleString('zh-CN')} 行`, cancel: '停止', working: '正在处理', report: '试导入结果', purpose: '用途：',
    done: (n: number, total: number | null) => (total ? `${n.toLocaleString('zh-CN')} / ${total.toLocaleString('zh-CN')} 行` : `第 ${n.toLocaleString('zh-CN')} 行`),
    ok: '通过', mended: '已自动更正', ask: '要问清', refused: '退回', rows: '数据行', added: '新增', changed: '变更', unchanged: '无变化', skipped: '跳过的行（标题、合计、签字）', control: '核对合计',
    returned: (n: number) => `下载退回的行（${n.toLocaleString('zh-CN')} 行，附原因）`, unknown: '没有用上的列', committed: '导入完成', again: '再导一个文件', withdraw: '撤回并删除', columns: { row: '行', verdict: '结论', column: '列', original: '原值', normalised: '更正为', text: '原因', remedy: '怎么办' },
    rowsTitle: '要看的行', all: '全部', noRows: '没有这一种的行。', wholeRow: '整行', kept: (until: string) => `文件和退回的行保留到 ${until}，之后删除；确认导入后原文件立即删除。`, keptReturned: (until: string) => `原文件已删除；退回的行和逐行结论保留到 ${until}，之后删除。`, gone: '文件内容已删除，只留下数目。', many: (n: number) => `共 ${n.toLocaleString('zh-CN')} 行`,
    earlier: '导入记录', none: '还没有导入过文件。', listed: { name: '文件', label: '档案', source: '来源', by: '经办', at: '时间', state: '状态', summary: '结果' }, states: { trying: '正在试', tried: '待确认', committed: '已导入', gone: '已撤回或过期' },
    summary: (r: { ok: number; mended: number; ask: number; refused: number }) => `收下 ${(r.ok + r.mended).toLocaleString('zh-CN')} 行，退回 ${(r.ask + r.refused).toLocaleString('zh-CN')} 行`,
    needFile: '请先选一个文件', needSource: '请写明数据来源', explain: '先试一遍：每一行都告诉您结论，确认以前什么也不写入。不合格的行原样退回，并附上原因；改好后把退回的表再导一次。',
  },
  export: { title: '导出', explain: '按现在的筛选和次序导出；遮蔽的项照样遮蔽。谁导了多少行、为什么，记入日志。', explainRows: (n: number) => `按现在的筛选和次序导出 ${n.toLocaleString('zh-CN')} 条；遮蔽的项照样遮蔽。谁导了多少行、为什么，记入日志。`, format: '格式', xlsx: 'Excel（XLSX）', reason: '事由（记入日志）', example: '例如 三季度公示名单', go: '导出' },
  rules: { title: '规则与标准', policies: '政策', parameters: '标准（参数）', text: '规则原文', clauses: '依据', period: '发放', standing: '认定身份', untranslated: '未译成规则、要人工判断的条款', coordination: '与其他待遇的关系', used: '用到的标准', area: '区域', from: '起', to: '止', signed: '签发', value: '数额', notSet: '未设', notSetYet: '来源没有给出', periods: { monthly: '按月', yearly: '按年', daily: '按日', once: '按次' } as Record<string, string>, file: '所在规则包', trial: '用这个标准做测算' },
  simulate: {
    title: '标准测算', explain: '改一个标准，看谁多得、谁少得、要多少钱。只测算，不改任何待遇。', parameter: '哪个标准', percent: '上调百分比（下调写负数）', value: '或改为（元）', month: '所属月份', go: '开始测算', stop: '停止', working: '正在测算',
    gainers: '多得的户', losers: '少得的户', unknown: '新变为待核实', before: '现在每月', after: '改后每月', delta: '每月增减', area: '区域', total: '全市', losing: '少得的家庭（前 200 户）', none: '没有家庭会少得。', byPolicy: '按政策', need: '请选一个标准，并写上调百分比或新数额', keys: '哪一类',
  },
  duplicates: {
    title: '疑似重复', explain: '同一个人可能登记了两次。逐项比一比：是一个人就合并，是两个人就说明，以后不再提示。', empty: '没有疑似重复的记录。', type: '查哪一种档案', count: (n: number) => `共 ${n.toLocaleString('zh-CN')} 对`, fact: '项目', compared: '比较', unknown: '未知', belongs: '所属', decide: '怎么办',
    states: { same: '相同', differs: '不同', one_only: '只有一边有' }, merge: '合并', keepThis: '保留这个，并入另一个', notSame: '不是同一个', merged: (name: string) => `已合并到 ${name}。`, parted: (name: string) => `已记下：两个 ${name} 不是同一个人，不再提示。`, undo: '撤销',
    confirm: '合并后，另一条的证件号、历史和关系都归到保留的这一条；可以撤销。', partExplain: '查明是两个人后写明依据，这一对以后不再提示；可以撤销。', reason: '依据（记入日志）',
  },
  admin: {
    accounts: '账号', create: '开通账号', login: '登录名', name: '姓名', state: '状态', grants: '授权', grant: '授予角色', role: '角色', area: '区域代码', until: '到哪天', confirm: '确认授权', revoke: '收回', pending: '待第二人确认', disable: '停用', enable: '启用', reset: '重设一次性密码', oneTime: '一次性密码（只显示这一次）', secondFactor: '双因素', yes: '已开', no: '未开',
    states: { active: '正常', locked: '锁定', disabled: '停用', dormant: '休眠' } as Record<string, string>,
    roles: '角色', level: '层级', rights: '权限', subject: '对象', actions: '可以做', purposes: '只用于',
    jobs: '后台作业', kind: '类别', progress: '进度', cancel: '停止', noJobs: '没有后台作业。', jobStates: { queued: '排队', running: '进行中', done: '完成', failed: '失败', cancelled: '已停止' } as Record<string, string>, jobKinds: { simulation: '标准测算', import_preview: '试导入', import_commit: '导入', sweep: '全量测算' } as Record<string, string>,
    journal: '操作日志', at: '时间', actor: '谁', action: '做了什么', record: '对象', detail: '前后', verify: '校验日志', sound: '日志完好', broken: '日志被改动过', cannot_tell: '无法判断', filterActor: '按经办人', filterAction: '按动作', noJournal: '没有日志。',
  },
  truth: { yes: '是', no: '否' },
  verdict: { yes: '享受', no: '不享受', unknown: '待核实' }, next: '下一页', more: '再看一些', noRight: '您的角色没有这项权限。', whom: '需要的话请找本单位的安全管理员。', saved: '已保存', cancel: '取消', stale: '数据有变化', requestFailed: '没有成功',
} as const
