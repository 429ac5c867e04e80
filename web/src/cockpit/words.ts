// Every sentence the leaders' pages say.

export const words = {
  title: (city: string) => `${city}民政驾驶舱`,
  signIn: '民政驾驶舱', signInHint: '账号由本单位的安全管理员开通；忘了密码，请他重设一次性密码。',
  skip: '跳到主要内容',
  asOf: (at: string) => `数据截至 ${at}`, asOfShort: (at: string) => `截至 ${at.slice(5)}`,
  digest: (digest: string) => `规则版本 ${digest.slice(0, 8)}`,
  month: '所属月份', whole: '全市', people: '人口', households: '户数',
  policies: '政策', areas: '按区域', ranking: '区域排名', behind: '这个数背后的名单', notes: '口径',
  measures: {
    entitled: { label: '享受数', unit: (record: string) => (record === 'household' ? '户' : '人'), explained: '按所选月份的规则和现有事实，答案为“享受”的户数或人数' },
    reach: { label: '每千人享受', unit: () => '‰', explained: '享受数 ÷ 本区域登记人数 × 1000' },
    cost: { label: '所需资金', unit: () => '', explained: '享受的金额合计，按政策自己的发放周期' },
    unknown: { label: '待核实', unit: (record: string) => (record === 'household' ? '户' : '人'), explained: '还缺事实、不能算“否”的户数或人数' },
  },
  view: { map: '地图', table: '表格' },
  columns: { area: '区域', yes: '享受', no: '不享受', unknown: '待核实', reach: '每千人', cost: '金额', persons: '人数' },
  reading: '正在读取，请稍等……', behindColumns: { household: '户号', person: '姓名', area: '街道（乡镇）', missing: '还缺什么' },
  verdict: { yes: '享受', unknown: '待核实', no: '不享受' },
  drill: (area: string) => `看 ${area} 的乡镇街道`, up: '返回全市', list: '看名单',
  noTowns: '没有更细一级的数。', empty: '没有人。', more: '再看一些', missing: (what: string) => `缺 ${what}`,
  trend: '近六个月', trendNote: '每个月按当月的规则和现有的事实算', sinceLast: (change: string) => `比上月 ${change}`, same: '持平', asTable: '看表格', asLine: '看曲线', monthColumn: '月份', trendOf: (policy: string, measure: string) => `${policy} ${measure} 近六个月`,
  standing: '认定身份', every: { monthly: '/月', yearly: '/年', daily: '/日', once: '（一次）' }, suppressed: '少于 5，不显示', few: '少于 5', untold: '不显示', signOut: '退出', noRight: '您的角色看不到名单，请找业务科室。',
  print: '打印', changed: '事实有变化，正在重新算……', legend: '颜色从浅到深：由少到多', total: '合计',
} as const

export type Measure = keyof typeof words.measures
