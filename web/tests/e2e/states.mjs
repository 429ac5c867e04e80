// What a page is while something stands open, is waited for, or goes wrong: dialogs and menus, a slow and a cut line, the keyboard
// alone, paper, and every role's own menu.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertClean, assertElder, click, picture, settled } from './browser.mjs'

/** What opens on a page: title, who, where, how it opens, its picture. */
const opened = [
  ['the divisions', 'county_reviewer', '/desk/records/person', (page) => page.getByRole('button', { name: /^区域：/ }).click(), 'desk-areas'],
  ['the columns', 'county_reviewer', '/desk/records/person', (page) => page.getByText('显示哪些列').click(), 'desk-columns'],
  ['a filter that is wrong', 'county_reviewer', '/desk/records/person', async (page) => {
    await page.getByLabel('按哪一项').selectOption({ label: '出生日期' })
    await page.getByLabel('等于', { exact: true }).last().fill('去年')
    await page.getByRole('button', { name: '筛选' }).click()
    await page.getByRole('alert').waitFor()
  }, 'desk-filter-wrong'],
  ['a form', 'township_clerk', '/desk/records/person', async (page) => {
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('button', { name: '修改', exact: true }).click()
    await page.getByRole('button', { name: '保存', exact: true }).waitFor()
  }, null],
  ['a form that is wrong', 'township_clerk', '/desk/records/person', async (page) => {
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('button', { name: '修改', exact: true }).click()
    await page.getByRole('dialog').getByLabel('民族', { exact: true }).fill('苗族')
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByRole('alert').waitFor()
  }, 'desk-edit-wrong'],
  ['the history', 'county_reviewer', '/desk/records/person', async (page) => {
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('button', { name: '历史', exact: true }).click()
    await page.getByRole('dialog').getByRole('listitem').first().waitFor()
  }, 'desk-history'],
  ['the end of a lead', 'county_reviewer', '/desk/todo', (page) => page.getByRole('button', { name: /^办结/ }).first().click(), 'desk-lead'],
  ['an import without its file', 'county_reviewer', '/desk/import', (page) => page.getByRole('button', { name: /先试一遍/ }).click(), null],
  ['a new account', 'security_1', '/desk/admin/accounts', (page) => page.getByRole('button', { name: '开通账号' }).click(), null],
  ['a grant', 'security_1', '/desk/admin/accounts', (page) => page.getByRole('button', { name: '授予角色' }).first().click(), 'desk-grant'],
  ['a role', 'security_1', '/desk/admin/roles', (page) => page.getByText('乡镇经办', { exact: true }).click(), 'desk-role'],
  ['the list behind a number', 'leader', '/cockpit/', (page) => page.getByRole('button', { name: /享受.*看名单/ }).first().click(), null],
  ['the months as a table', 'leader', '/cockpit/', (page) => page.getByRole('button', { name: '看表格' }).click(), 'cockpit-trend'],
  ['a reason', 'citizen', '/m/', (page) => page.getByRole('button', { name: /^为什么/ }).first().click(), null],
  ['what is not granted', 'citizen', '/m/', (page) => page.getByRole('button', { name: /^现在不符合/ }).click(), 'm-not'],
  ['nothing written', 'citizen', '/m/wrong', (page) => page.getByRole('button', { name: '交给工作人员' }).click(), null],
]

function openStates(the) {
  for (const [title, login, path, open, name] of opened)
    test(`${path.split('/')[1]}, with ${title} open, is clean`, async () => {
      const page = await the.faces.page(login, path)
      await open(page)
      await settled(page)
      if (name) await picture(page, name)
      await assertClean(page)
      await page.context().close()
    })
}

function lines(the) {
  for (const [login, path] of [['citizen', '/m/'], ['county_reviewer', '/desk/records/person'], ['leader', '/cockpit/']])
    test(`${path} on a slow line says that it is reading`, async () => {
      const page = await the.faces.page(login, path)
      await page.route('**/api/v1/**', async (route) => {
        await new Promise((done) => setTimeout(done, 1500))
        await route.continue().catch(() => undefined)
      })
      await page.reload()
      await page.getByRole('status').filter({ hasText: '正在读取' }).first().waitFor({ timeout: 10_000 })
      await picture(page, `slow-${path.split('/')[1]}`)
      await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 20_000 })
      await page.context().close()
    })
  test('/m without a line keeps what was written, also over a new start, and sends it later', async () => {
    const page = await the.faces.page('citizen', '/m/wrong')
    const words = `断网时写的 ${Date.now()}`
    await page.getByLabel(/哪里不对/).fill(words)
    await page.context().setOffline(true)
    await page.getByRole('button', { name: '交给工作人员' }).click()
    await page.getByRole('alert').getByText(/填写的内容还在/).waitFor()
    await picture(page, 'm-offline')
    assert.equal(await page.getByLabel(/哪里不对/).inputValue(), words)
    await page.context().setOffline(false)
    page.faults.length = 0 // The browser tells the missing line as an error.
    await page.reload()
    await settled(page)
    assert.equal(await page.getByLabel(/哪里不对/).inputValue(), words)
    await page.getByRole('button', { name: '交给工作人员' }).click()
    await page.getByRole('article').filter({ hasText: words }).waitFor()
    await page.getByRole('button', { name: '再说一件' }).click()
    assert.equal(await page.getByLabel(/哪里不对/).inputValue(), '')
    assert.deepEqual(page.faults, [])
    await page.context().close()
  })
  test('/desk without a line says so, and the page can be read again', async () => {
    const page = await the.faces.page('county_reviewer', '/desk/todo')
    await page.context().setOffline(true)
    await page.getByRole('link', { name: '人员档案' }).click()
    await page.getByText(/连不上服务器|没有收到服务器的回答/).first().waitFor()
    await picture(page, 'desk-offline')
    await page.context().setOffline(false)
    page.faults.length = 0 // The browser tells the missing line as an error.
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: '再试一次' }).click()])
    await settled(page)
    await page.getByRole('row').nth(1).waitFor()
    await assertClean(page)
    await page.context().close()
  })
}

/** Presses Tab until the element is reached; tells how many stops it took. */
async function tabTo(page, locator, most = 40) {
  for (let stops = 1; stops <= most; stops++) {
    await page.keyboard.press('Tab')
    if (await locator.evaluate((one) => one === document.activeElement || one.contains(document.activeElement)).catch(() => false)) return stops
  }
  throw new Error(`not reached in ${most} stops`)
}

function keyboard(the) {
  test('/desk: from the search to the reasons by the keyboard alone, and a lead ended', async () => {
    const page = await the.faces.page('county_reviewer', '/desk/todo')
    await tabTo(page, page.getByRole('link', { name: '跳到主要内容' }), 1)
    await page.keyboard.press('/')
    await page.keyboard.type('王')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /查找结果/ }).waitFor()
    await settled(page)
    const focused = await page.evaluate(() => document.activeElement.tagName)
    assert.equal(focused, 'INPUT', 'the search keeps the focus')
    await tabTo(page, page.getByRole('table').getByRole('link').first())
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '待遇', exact: true }).waitFor()
    await settled(page)
    assert(await tabTo(page, page.getByRole('link', { name: '跳到依据与解释' })) <= 12)
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth)
    assert.equal(ring, '3px')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'why')

    await page.goto('/desk/todo')
    await settled(page)
    await page.getByRole('row').nth(1).waitFor()
    const before = await page.getByRole('row').count()
    await tabTo(page, page.getByRole('button', { name: /^办结/ }).first())
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('textbox', { name: '处理结果' }), 6)
    await page.keyboard.type('已上门看过，情况正常')
    await tabTo(page, page.getByRole('dialog').getByRole('button', { name: '办结' }), 2)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.waitForFunction((rows) => document.querySelectorAll('tr').length === rows - 1, before)
    assert.deepEqual(page.faults, [])
    await page.context().close()
  })
}

function paper(the) {
  for (const [login, path, open, name] of [
    ['county_reviewer', '/desk/records/person', (page) => page.getByRole('row').nth(1).getByRole('link').first().click(), 'print-person'],
    ['citizen', '/m/', () => undefined, 'print-list'],
    ['leader', '/cockpit/', () => undefined, 'print-cockpit'],
  ])
    test(`${path} goes onto A4 without its menus`, async () => {
      const page = await the.faces.page(login, path, { width: 794, height: 1123 })
      await open(page)
      await settled(page)
      await page.emulateMedia({ media: 'print' })
      await picture(page, name)
      for (const role of ['navigation', 'search']) assert.equal(await page.getByRole(role).filter({ visible: true }).count(), 0, role)
      const sheet = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
      assert.match(sheet, /\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/)
      const pages = sheet.match(/\/Type \/Page\b/g).length
      assert(pages <= 4, `${pages} pages`)
      await page.context().close()
    })
}

function roles(the) {
  test('every role lands on its work, and every line of its menu leads somewhere', async () => {
    for (const { login, face } of the.city.accounts.values()) {
      const page = await the.faces.page(login, `${face}/`)
      assert.equal(await page.getByRole('alert').count(), 0, `${login} at ${face}`)
      if (face === '/desk') {
        const menu = page.getByRole('navigation', { name: '惠民' })
        await menu.getByRole('link').first().waitFor()
        for (const told of await menu.getByRole('link').filter({ visible: true }).evaluateAll((links) => links.map((link) => link.firstChild.textContent))) {
          const link = menu.getByRole('link', { name: told }).first()
          if ((await link.count()) === 0) await menu.getByText('其他档案').click() // It folds when one goes elsewhere.
          await link.click()
          await settled(page)
          assert.equal(await page.getByRole('alert').count(), 0, `${login}: ${told}`)
        }
      }
      assert.deepEqual(page.faults, [], login)
      await page.context().close()
    }
  })
}

function elders(the) {
  test('/m: the elder’s entry stands on the first page and among the settings, letters of 30 px can be had, and both are remembered', async () => {
    const page = await the.faces.page('citizen', '/m/')
    await page.getByRole('button', { name: '长辈版', exact: true }).waitFor()
    await click(page, page.getByRole('link', { name: '我的', exact: true }))
    await page.getByRole('heading', { level: 1, name: '我的', exact: true }).waitFor()
    assert.match(await page.getByRole('main').textContent(), /我的[\u4e00-\u9fff]{2,4}长辈版/) // the person's own name
    await page.getByLabel(/^长辈版/).check()
    await page.getByLabel('最大').check()
    await page.goto('/m/')
    await settled(page)
    assert(parseFloat(await page.evaluate(() => getComputedStyle(document.body).fontSize)) >= 30)
    await picture(page, 'm-elder-largest')
    await assertElder(page)
    await assertClean(page)
    await page.context().close()
  })
  test('/m: the page is read aloud by one tap where the device has a Chinese voice', async () => {
    const page = await the.faces.page('citizen', '/m/')
    await page.addInitScript(() => {
      const voice = { lang: 'zh-CN', name: 'zh' }
      Object.defineProperty(window, 'speechSynthesis', { value: { getVoices: () => [voice], speak: (words) => { window.said = words.text }, cancel: () => undefined } })
    })
    await page.reload()
    await settled(page)
    await click(page, page.getByRole('button', { name: '读给我听' }))
    assert.match(await page.evaluate(() => window.said), /您有 \d+ 项福利.*每月 [\d,.]+ 元/)
    await assertClean(page)
    await page.context().close()
  })
}

export function statesTests(the) {
  openStates(the)
  lines(the)
  keyboard(the)
  paper(the)
  elders(the)
  roles(the)
}
