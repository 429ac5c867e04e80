// What those who run the system do: telling other systems of events, and reading what was changed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertClean, picture, settled } from './browser.mjs'

function webhooks(the) {
  test('/desk: another system is told of events, told again, and no more', async () => {
    const page = await the.faces.page('system_administrator', '/desk/admin/webhooks')
    await page.getByText('还没有通知任何系统。').waitFor()
    await page.getByRole('button', { name: '新增通知' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('送到哪个地址').fill('https://events.example.gov.cn/huimin')
    await dialog.getByLabel('档案变化').check()
    await picture(page, 'desk-webhook-new')
    await assertClean(page)
    await dialog.getByRole('button', { name: '新增通知' }).click()
    await dialog.waitFor({ state: 'detached' })
    assert((await page.getByRole('status').locator('code').textContent()).length >= 32)
    const row = page.getByRole('row').filter({ hasText: 'events.example.gov.cn' })
    await row.getByText('档案变化').first().waitFor()
    await picture(page, 'desk-webhooks')
    await assertClean(page)
    await page.getByRole('button', { name: '抄好了' }).click()
    await row.getByRole('button', { name: /^重新通知/ }).click()
    await assertClean(page)
    await dialog.getByRole('button', { name: '重新通知' }).click()
    await dialog.waitFor({ state: 'detached' })
    await row.getByRole('button', { name: /^停止通知/ }).click()
    await dialog.getByRole('button', { name: '停止通知' }).click()
    await page.getByText('还没有通知任何系统。').waitFor()
    assert.deepEqual(page.faults, [])
    await page.context().close()
  })
}

function journal(the) {
  test('/desk: the auditor sees of a change the field as it was and as it is, and nothing that stayed the same', async () => {
    const page = await the.faces.page('township_clerk', '/desk/records/person')
    await page.getByRole('row').nth(2).getByRole('link').first().click()
    await page.getByRole('button', { name: '修改', exact: true }).click()
    const form = page.getByRole('dialog')
    const before = await form.getByLabel('民族', { exact: true }).inputValue()
    await form.getByLabel('民族', { exact: true }).fill('畲族')
    await form.getByLabel(/依据的材料/).fill('户口簿原件')
    await form.getByRole('button', { name: '保存', exact: true }).click()
    await form.waitFor({ state: 'detached' })
    const auditor = await the.faces.page('auditor', '/desk/admin/journal?actor=township_clerk&action=registry.change')
    const entry = auditor.getByRole('row').filter({ hasText: '畲族' }).first()
    const told = entry.getByRole('table')
    assert.deepEqual(await told.getByRole('columnheader').allTextContents(), ['项目', '原来', '现在'])
    assert.deepEqual(await told.getByRole('row').nth(1).locator('th, td').allTextContents(), ['民族', before, '畲族'])
    await told.getByRole('row', { name: /^依据 .*户口簿原件 2026-11-25$/ }).waitFor()
    assert.equal(await told.getByRole('row').count(), 3)
    assert.doesNotMatch(await auditor.getByRole('main').textContent(), /[{}]|"\w+":/)
    await picture(auditor, 'desk-journal-change')
    await assertClean(auditor)
    for (const one of [page, auditor]) {
      assert.deepEqual(one.faults, [])
      await one.context().close()
    }
  })
}

function jobs(the) {
  test('/desk: what a simulation came to is found again among the jobs', async () => {
    const page = await the.faces.page('policy_officer', '/desk/simulate')
    await page.getByLabel('哪个标准').selectOption({ label: '低保标准' })
    await page.getByLabel(/上调百分比/).fill('5')
    await page.getByRole('button', { name: '开始测算' }).click()
    const total = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '全市' }) })
    const told = await total.textContent({ timeout: 60_000 })
    assert.match(told, /全市[\d,]+.*元$/)
    await page.getByRole('link', { name: '后台作业' }).click()
    await page.getByRole('row').nth(1).getByRole('link', { name: '看结果' }).click()
    assert.equal(await total.textContent(), told)
    await assertClean(page)
    await page.context().close()
  })
}

function leads(the) {
  test('/desk: a lead is known by the person it is about, and leads to that person', async () => {
    const page = await the.faces.page('township_clerk', '/desk/todo')
    const link = page.getByRole('row').nth(1).getByRole('rowheader').getByRole('link')
    const name = await link.textContent()
    assert.match(name, /^[\u4e00-\u9fff]{2,4}$/)
    await link.click()
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
    assert.deepEqual(page.faults, [])
    await page.context().close()
  })
}

function phones(the) {
  for (const [login, path] of [['township_clerk', '/desk/todo'], ['county_reviewer', '/desk/records/person'], ['county_reviewer', '/desk/rules'], ['security_1', '/desk/admin/accounts'], ['auditor', '/desk/admin/journal']])
    test(`${path} on a phone shows each row as a card, every value after its name, and nothing to the side`, async () => {
      const page = await the.faces.page(login, path, { width: 375, height: 812 })
      const cell = page.getByRole('row').filter({ visible: true }).first().getByRole('cell').first()
      await cell.waitFor()
      await picture(page, `phone-${path.split('/').pop()}`)
      const [label, before, width] = await cell.evaluate((one) => [getComputedStyle(one, '::before').content, one.firstElementChild.getBoundingClientRect().left - one.getBoundingClientRect().left, one.getBoundingClientRect().width])
      assert.match(label, /^"[\u4e00-\u9fff（）]+"$/)
      assert(before > 60 && width < 375, `the value stands ${before} px after the label in a card ${width} px wide`)
      const sideways = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX)).map((one) => one.className))
      assert.deepEqual(sideways, [])
      await assertClean(page)
      await page.getByRole('button', { name: /^菜单/ }).click()
      await page.getByRole('link', { name: '规则与标准' }).click()
      await page.getByRole('heading', { level: 1, name: '规则与标准' }).waitFor()
      assert.equal(await page.getByRole('link', { name: '规则与标准' }).count(), 0, 'the menu stayed open')
      await settled(page)
      assert.deepEqual(page.faults, [])
      await page.context().close()
    })
}

export function administrationTests(the) {
  leads(the)
  jobs(the)
  journal(the)
  webhooks(the)
  phones(the)
}
