// The goals of first-time users, each within its budget of clicks from the landing page; the page must say what was
// looked for, or the goal is not reached.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assertClean, click, picture, settled } from './browser.mjs'

/** A goal on a page of its own: opens it, reaches the goal, and holds the clicks to the budget. */
function goal(the, title, login, path, budget, reach, needs) {
  test(`${title}: ${budget} at most`, async (t) => {
    if (needs && !the.faces.has(needs)) return t.skip(`the server has no ${needs} yet`)
    const page = await the.faces.page(login, path)
    await reach(page)
    assert(page.clicks <= budget, `${page.clicks} clicks of ${budget}`)
    assert.deepEqual(page.faults, [])
    await page.context().close()
  })
}

/** Two people of one name and birthday in one village of the reviewer's county, as a register. */
function newcomers(the) {
  const area = the.city.accounts.get('village_agent')?.area ?? the.city.accounts.get('county_reviewer').area
  return `户号,区划,姓名,出生日期\n新1,${area},双胞胎,1950-05-05\n新2,${area},双胞胎,1950-05-05\n`
}

function citizens(the) {
  goal(the, 'a citizen sees what is received and this month’s money', 'citizen', '/m/', 0, async (page) => {
    await page.getByRole('heading', { level: 1, name: /您有 \d+ 项福利/ }).waitFor()
    await page.getByText(/^\d{4}年\d+月共 [\d,.]+ 元/).waitFor()
    await page.getByRole('heading', { level: 2, name: /正在享受/ }).waitFor()
    // Born on the last days of 1944: the allowance begins in the month of the eightieth birthday. Beijing's document says by which day the money is there.
    await page.getByText('10月31日前到账 · 2024年12月起享受', { exact: true }).waitFor()
  })
  goal(the, 'a citizen sees why', 'citizen', '/m/', 1, async (page) => {
    await click(page, page.getByRole('button', { name: /^为什么/ }).first())
    await page.getByText(/^依据/).waitFor()
    await picture(page, 'm-why')
  })
  goal(the, 'a citizen turns the elder mode on, and it is remembered', 'citizen', '/m/', 1, async (page) => {
    await click(page, page.getByRole('button', { name: '长辈版', exact: true }))
    await page.reload()
    await page.getByRole('button', { name: '退出长辈版' }).waitFor()
  })
  goal(the, 'a citizen finds whom to call', 'citizen', '/m/', 1, async (page) => {
    await click(page, page.getByRole('link', { name: '找人帮办' }))
    await page.getByRole('heading', { level: 1, name: '找人帮办' }).waitFor()
    assert.equal(await page.getByRole('link', { name: /打电话$/ }).getAttribute('href'), 'tel:12345')
  })
  goal(the, 'a citizen reports wrong data, and the street’s clerk has it', 'citizen', '/m/', 3, async (page) => {
    const words = `我的银行卡换了 ${Date.now()}`
    await click(page, page.getByRole('link', { name: '信息有误' }))
    await page.getByLabel(/哪里不对/).fill(words)
    await click(page, page.getByRole('button', { name: '交给工作人员' }))
    await page.getByRole('heading', { name: /^收到了，编号/ }).waitFor()
    await page.getByRole('article').filter({ hasText: words }).waitFor()
    const desk = await the.faces.page('county_reviewer', '/desk/todo')
    await desk.getByRole('row').filter({ hasText: words }).waitFor()
    await picture(desk, 'desk-todo-lead')
    await desk.context().close()
  })
}

function clerks(the) {
  goal(the, 'a clerk opens a person by name, with / and Enter', 'county_reviewer', '/desk/', 1, async (page) => {
    await page.keyboard.press('/')
    await page.keyboard.type('王')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /查找结果/ }).waitFor()
    await click(page, page.getByRole('table').getByRole('link').first())
    await page.getByRole('heading', { name: '待遇', exact: true }).waitFor()
  }, '/search')
  goal(the, 'a reviewer sees the reasons without asking', 'county_reviewer', '/desk/records/person', 1, async (page) => {
    await click(page, page.getByRole('row').nth(1).getByRole('link').first())
    await page.getByRole('region', { name: '依据与解释' }).getByText(/规则版本/).waitFor()
    await page.getByRole('button', { name: /^(收起|展开)：/ }).first().waitFor()
  }, '/persons/{id}')
  goal(the, 'a reviewer opens the most urgent lead from the landing page', 'county_reviewer', '/desk/', 1, async (page) => {
    await page.getByRole('heading', { level: 1, name: '我的待办' }).waitFor()
    await click(page, page.getByRole('row').nth(1).getByRole('link').first())
    await page.getByRole('heading', { name: '待遇', exact: true }).waitFor()
  })
  goal(the, 'a list is narrowed to a street by its name, without its code', 'county_reviewer', '/desk/records/person', 2, async (page) => {
    await click(page, page.getByRole('button', { name: /^区域：/ }))
    await page.getByLabel('名称或代码').fill('东华门')
    await click(page, page.getByRole('dialog').getByRole('button', { name: /^东华门街道/ }))
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.waitForURL(/area=110101001/)
    await settled(page)
    const lies = await page.getByRole('row').nth(1).getByRole('cell').last().textContent()
    assert.equal(lies, '东华门街道')
  })
  goal(the, 'a masked number is shown in full for a reason, which is kept', 'county_reviewer', '/desk/records/person', 3, async (page) => {
    await click(page, page.getByRole('row').nth(1).getByRole('link').first())
    await click(page, page.getByRole('button', { name: '查看完整（留痕） 身份证号' }))
    await page.getByLabel(/查看原因/).fill('核对低保申请材料')
    await click(page, page.getByRole('button', { name: '查看', exact: true }))
    await page.getByRole('row', { name: /^身份证号 \d{17}[\dX]/ }).waitFor()
  }, '/records/person/{id}/reveal')
  goal(the, 'a policy is read beside its clauses', 'township_clerk', '/desk/', 2, async (page) => {
    await click(page, page.getByRole('link', { name: '规则与标准' }))
    await click(page, page.getByRole('region', { name: '政策' }).getByRole('link').first())
    await page.getByRole('heading', { name: '依据', exact: true }).waitFor()
  })
  goal(the, 'an office file is tried first and its bad rows come back', 'county_reviewer', '/desk/', 3, async (page) => {
    await click(page, page.getByRole('link', { name: '导入表格' }))
    const file = readdirSync(the.city.files).find((name) => name.startsWith('03-'))
    await page.getByLabel(/选择文件/).setInputFiles(`${the.city.files}/${file}`)
    await page.getByLabel('数据来源').fill('人员信息回流')
    await click(page, page.getByRole('button', { name: /先试一遍/ }))
    await page.getByRole('heading', { name: '试导入结果' }).waitFor({ timeout: 30_000 })
    await picture(page, 'desk-import-tried')
    const [returned] = await Promise.all([page.waitForEvent('download'), click(page, page.getByRole('button', { name: /下载退回的行/ }))])
    assert.match(returned.suggestedFilename(), /退回/)
    assert.match(readFileSync(await returned.path(), 'utf8'), /原因,怎么办,确认/)
  }, '/imports/person')
  goal(the, 'a file that was tried is taken in, and its trial is among the earlier ones', 'county_reviewer', '/desk/', 3, async (page) => {
    await click(page, page.getByRole('link', { name: '导入表格' }))
    await page.getByLabel(/选择文件/).setInputFiles({ name: '新登记.csv', mimeType: 'text/csv', buffer: Buffer.from(newcomers(the)) })
    await page.getByLabel('数据来源').fill('窗口登记')
    await click(page, page.getByRole('button', { name: /先试一遍/ }))
    await click(page, page.getByRole('button', { name: '确认导入 2 行' }))
    await page.getByRole('heading', { name: '导入完成' }).waitFor({ timeout: 30_000 })
    await page.getByRole('row').filter({ hasText: '新登记.csv' }).filter({ hasText: '已导入' }).waitFor()
    await settled(page)
    await picture(page, 'desk-import-done')
    await assertClean(page)
  }, '/imports/person')
  goal(the, 'two of one name are found to be one, and two again', 'county_reviewer', '/desk/', 4, async (page) => {
    await click(page, page.getByRole('link', { name: '疑似重复' }))
    const pair = page.getByRole('region', { name: /^双胞胎 · / })
    await pair.waitFor()
    await picture(page, 'desk-duplicates')
    await assertClean(page)
    await click(page, pair.getByRole('button', { name: '保留这个，并入另一个' }).first())
    await picture(page, 'desk-merge')
    await click(page, page.getByRole('button', { name: '合并', exact: true }))
    await page.getByRole('status').filter({ hasText: '已合并到' }).waitFor()
    await pair.waitFor({ state: 'detached' })
    await click(page, page.getByRole('button', { name: '撤销' }))
    await pair.waitFor()
  }, '/duplicates/person')
  goal(the, 'two of one name are found to be two, and are not asked about again', 'county_reviewer', '/desk/', 4, async (page) => {
    await click(page, page.getByRole('link', { name: '疑似重复' }))
    const pair = page.getByRole('region', { name: /^双胞胎 · / })
    await click(page, pair.getByRole('button', { name: '不是同一个' }))
    await page.getByLabel(/依据/).fill('见过两个人的证件')
    await click(page, page.getByRole('dialog').getByRole('button', { name: '不是同一个' }))
    await pair.waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('heading', { name: '疑似重复' }).waitFor()
    await settled(page)
    assert.equal(await pair.count(), 0)
  }, '/duplicates/person')
  goal(the, 'a list is taken along as a file, for a reason', 'county_reviewer', '/desk/records/person', 2, async (page) => {
    await click(page, page.getByRole('button', { name: '导出', exact: true }))
    await page.getByLabel(/事由/).fill('三季度抽查名单')
    await picture(page, 'desk-export')
    const [file] = await Promise.all([page.waitForEvent('download'), click(page, page.getByRole('dialog').getByRole('button', { name: '导出', exact: true }))])
    assert.match(file.suggestedFilename(), /^人-.*\.xlsx$/)
  }, '/exports/person')
  goal(the, 'a raised standard is tried out', 'policy_officer', '/desk/', 2, async (page) => {
    await click(page, page.getByRole('link', { name: '标准测算' }))
    await page.getByLabel('哪个标准').selectOption({ label: '低保标准' })
    await page.getByLabel(/上调百分比/).fill('10')
    await click(page, page.getByRole('button', { name: '开始测算' }))
    await page.getByRole('rowheader', { name: '全市' }).waitFor({ timeout: 60_000 })
    await picture(page, 'desk-simulated')
  }, '/simulations')
}

function typing(the) {
  const open = async (page) => {
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('button', { name: '修改', exact: true }).click()
    return page.getByRole('dialog').getByLabel('民族', { exact: true })
  }
  goal(the, 'what was typed is not lost to Escape: the form asks, and keeps a draft', 'township_clerk', '/desk/records/person', 0, async (page) => {
    const field = await open(page)
    await field.fill('回族')
    await picture(page, 'desk-edit')
    for (let i = 0; i < 3; i++) await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await settled(page) // The question comes and goes with each key; where it ended decides what is pressed next.
    const goOn = page.getByRole('button', { name: '接着填' })
    if (await goOn.count()) await goOn.click()
    await goOn.waitFor({ state: 'detached' })
    assert.equal(await field.inputValue(), '回族')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '先离开，留着草稿' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '修改', exact: true }).click()
    assert.equal(await field.inputValue(), '回族')
    await page.getByRole('button', { name: '不要了，从头填' }).click()
    assert.notEqual(await field.inputValue(), '回族')
  })
  goal(the, 'a session that ended while typing is signed in again over the page, and nothing typed is lost', 'child_supervisor', '/desk/records/person', 0, async (page) => {
    const field = await open(page)
    await field.fill('满族')
    await page.getByLabel(/依据的材料/).fill('户口簿')
    await page.context().clearCookies()
    await page.getByRole('button', { name: '保存', exact: true }).click()
    const again = page.getByRole('dialog').filter({ has: page.getByRole('heading', { name: '登录到时间了，请再登录一次' }) })
    await again.waitFor()
    await page.keyboard.press('Escape')
    const account = the.city.accounts.get('child_supervisor')
    await again.getByLabel('账号').fill(account.login)
    await again.getByLabel('密码').fill(account.password)
    await again.getByRole('button', { name: '登录', exact: true }).click()
    await again.waitFor({ state: 'detached' })
    assert.equal(await field.inputValue(), '满族')
    page.faults.length = 0 // The browser tells the refused save as an error.
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('row', { name: /^民族 满族/ }).waitFor()
  })
}

function leaders(the) {
  const figures = '/figures/entitlements'
  goal(the, 'a leader sees which area comes first', 'leader', '/cockpit/', 0, async (page) => {
    await page.getByRole('heading', { name: '区域排名' }).waitFor()
    await page.getByText(/数据截至/).waitFor()
  }, figures)
  goal(the, 'a leader sees what changed since the month before, and each of six months leads to its list', 'leader', '/cockpit/', 2, async (page) => {
    await page.getByRole('button', { name: /享受.*比上月/ }).first().waitFor()
    await page.getByRole('img', { name: /近六个月：2026年6月 .*2026年11月 / }).waitFor()
    await click(page, page.getByRole('button', { name: '看表格' }))
    await click(page, page.getByRole('row', { name: /^2026年8月/ }).getByRole('button'))
    await page.getByRole('dialog').getByText(/^2026年8月 · 合计 [\d,]+ [户人] · 截至/).waitFor()
  }, figures)
  goal(the, 'a leader comes to the list behind a number', 'leader', '/cockpit/', 1, async (page) => {
    await click(page, page.getByRole('button', { name: /^享受.*看名单/ }).first())
    await page.getByRole('dialog').waitFor()
    await picture(page, 'cockpit-list')
  }, figures)
  goal(the, 'a leader goes from the city to a county’s streets', 'leader', '/cockpit/', 2, async (page) => {
    await click(page, page.locator('[data-code]').first())
    await click(page, page.getByRole('button', { name: /的乡镇街道$/ }))
    await page.getByRole('button', { name: '返回全市' }).waitFor()
    await settled(page)
    await picture(page, 'cockpit-towns')
  }, figures)
  goal(the, 'the map is walked by arrow keys', 'leader', '/cockpit/', 0, async (page) => {
    await page.locator('[data-code]').first().focus()
    await page.keyboard.press('ArrowRight')
    const at = await page.evaluate(() => document.activeElement.getAttribute('data-code'))
    await page.keyboard.press('Enter')
    assert.equal(await page.locator(`[data-code="${at}"]`).getAttribute('aria-pressed'), 'true')
  }, figures)
}

export function flowsTests(the) {
  citizens(the)
  clerks(the)
  typing(the)
  leaders(the)
}
