// An emergency, clicked through: begun by a clerk for somebody of another county, read, ended, reviewed by another person and seen
// by the auditor.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assertClean, picture, settled } from './browser.mjs'

/** The number of somebody who does not live in the clerk's county, as the register and another office both have it. */
function stranger(the) {
  const county = the.city.accounts.get('township_clerk').area.slice(0, 6)
  const known = readFileSync(`${the.city.files}/03-人员信息回流.csv`, 'utf8')
  for (const line of readFileSync(`${the.city.files}/01-户籍登记.csv`, 'latin1').split('\n')) {
    const [, area, ...rest] = line.split(',')
    const number = rest.find((cell) => /^\d{17}[\dX]$/.test(cell))
    if (number && /^\d{12}$/.test(area) && !area.startsWith(county) && known.includes(`\n${number},`)) return number
  }
  throw new Error('the files name nobody of another county')
}

const why = '老人走失，家属已经报警，需要联系方式协助查找'

async function begin(page, number) {
  await page.getByRole('button', { name: '开始紧急查阅' }).click()
  await page.getByText('请写明找谁').waitFor()
  await page.getByText('理由至少写 15 个字').waitFor()
  await assertClean(page)
  await page.getByLabel(/^找谁/).fill(number)
  await page.getByLabel(/^理由/).fill(why)
  await picture(page, 'desk-emergency-begin')
  await page.getByRole('button', { name: '开始紧急查阅' }).click()
  await page.getByRole('region', { name: '查到的档案' }).getByRole('article').first().waitFor()
  await settled(page)
}

async function read(page, number) {
  const banner = page.getByRole('region', { name: '紧急查阅', exact: true })
  await banner.getByText(/还剩 (59|60) 分钟/).waitFor()
  await banner.getByText('已看 1 / 50 条').waitFor()
  const person = page.getByRole('region', { name: '查到的档案' }).getByRole('article').first()
  await person.getByRole('row', { name: new RegExp(`^身份证号 ${number.slice(0, 4)}\\*+${number.slice(-4)}`) }).waitFor()
  assert.equal(await person.getByText(number).count(), 0)
  await person.getByRole('button', { name: '查看完整（留痕） 身份证号' }).click()
  await page.getByLabel(/查看原因/).fill('与派出所核对号码')
  await page.getByRole('button', { name: '查看', exact: true }).click()
  await person.getByRole('row', { name: `身份证号 ${number}` }).waitFor()
  await person.getByRole('button', { name: '看这一户' }).click()
  await page.getByRole('heading', { level: 2, name: /^家庭 · / }).waitFor()
  await banner.getByText('已看 2 / 50 条').waitFor()
  await picture(page, 'desk-emergency-running')
  await assertClean(page)
  await page.getByRole('link', { name: '我的待办' }).click()
  await banner.getByRole('link', { name: '去查阅' }).waitFor()
  await picture(page, 'desk-emergency-banner')
  await assertClean(page)
  await banner.getByRole('button', { name: '结束紧急查阅' }).click()
  await banner.waitFor({ state: 'detached' })
}

async function review(the) {
  const page = await the.faces.page('security_1', '/desk/emergencies')
  await page.getByText('1 件等着复核').waitFor()
  await page.getByRole('link', { name: '紧急查阅 1' }).or(page.getByRole('link', { name: '紧急查阅1' })).waitFor()
  const row = page.getByRole('row').filter({ hasText: why })
  await row.getByText(/前要复核$/).waitFor()
  await row.getByRole('button', { name: /^复核/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: '滥用' }).check()
  await dialog.getByRole('button', { name: '提交复核' }).click()
  assert(await dialog.isVisible(), 'an abuse without a note was taken')
  await dialog.getByRole('radio', { name: '正当' }).check()
  await dialog.getByLabel(/^说明/).fill('已见派出所回执')
  await picture(page, 'desk-emergency-review')
  await assertClean(page)
  await dialog.getByRole('button', { name: '提交复核' }).click()
  await dialog.waitFor({ state: 'detached' })
  await row.getByText('正当', { exact: true }).waitFor()
  assert.deepEqual(page.faults, [])
  await page.context().close()
}

async function audit(the) {
  const page = await the.faces.page('auditor', '/desk/emergencies')
  const row = page.getByRole('row').filter({ hasText: why })
  assert.equal(await row.getByRole('button').count(), 0, 'an auditor reviews nothing')
  await row.getByRole('link', { name: '看日志' }).click()
  const begun = page.getByRole('row').filter({ hasText: '开始紧急查阅' })
  await begun.getByRole('cell', { name: why }).first().waitFor()
  await page.getByRole('row').filter({ hasText: '复核紧急查阅' }).getByText('正当').first().waitFor()
  await page.getByRole('row').filter({ hasText: '结束紧急查阅' }).first().waitFor()
  await picture(page, 'desk-emergency-journal')
  await assertClean(page)
  await page.goBack()
  await row.getByRole('link', { name: '看过的档案' }).click()
  for (const read of ['人', '家庭']) await page.getByRole('row').filter({ hasText: '紧急查阅：看档案' }).getByRole('link', { name: read, exact: true }).first().waitFor()
  await page.goto('/desk/admin/journal?action=access.reveal')
  await page.getByRole('row').filter({ hasText: '与派出所核对号码' }).getByText('身份证号').first().waitFor()
  assert.deepEqual(page.faults, [])
  await page.context().close()
}

export function emergenciesTests(the) {
  test('/desk: in an emergency a clerk reads somebody of another county, everyone sees that it runs, and another person reviews it', async () => {
    const number = stranger(the)
    const page = await the.faces.page('township_clerk', '/desk/emergencies')
    await begin(page, number)
    await read(page, number)
    await page.goto('/desk/emergencies')
    await page.getByRole('status').filter({ hasText: '复核以前不能再开始' }).waitFor()
    await review(the)
    await audit(the)
    await page.reload()
    await page.getByRole('row').filter({ hasText: why }).getByText('正当', { exact: true }).waitFor()
    await page.getByRole('button', { name: '开始紧急查阅' }).waitFor()
    assert.deepEqual(page.faults, [])
    await page.context().close()
  })
}
