// One's own account, clicked through: a token that is made, used and ended; places signed in at; a new password; a second factor.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertClean, picture, settled } from './browser.mjs'
import { codeOf, halfMinute } from './city.mjs'

/** What a program of one's own would ask with the token. */
const asked = async (the, token, path) => (await fetch(`${the.city.origin}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } })).status

async function signIn(page, login, password) {
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

async function signOut(page) {
  await page.getByRole('button', { name: '退出', exact: true }).click()
  await page.getByRole('button', { name: '登录', exact: true }).waitFor()
}

function tokens(the) {
  test('/desk: a token is made, does what it may and no more, and ends when told', async () => {
    const page = await the.faces.page('rescue_worker', '/desk/me')
    const section = page.getByRole('region', { name: 'API 令牌' })
    await section.getByRole('button', { name: '生成令牌' }).click()
    const dialog = page.getByRole('dialog')
    const make = dialog.getByRole('button', { name: '生成令牌' })
    await dialog.getByLabel('用来做什么').fill('每周汇总表')
    assert(await make.isDisabled(), 'a token for no purpose')
    await dialog.getByRole('group', { name: '办理目的' }).getByRole('checkbox').first().check()
    await dialog.getByRole('button', { name: /^只限这个区划/ }).click()
    const areas = page.getByRole('dialog', { name: '只限这个区划' })
    await areas.getByLabel('名称或代码').fill('东华门')
    await areas.getByRole('button', { name: /^东华门街道/ }).click()
    await areas.waitFor({ state: 'detached' })
    await dialog.getByLabel(/^只限这些网络地址/).fill('127.0.0.0/8 ::1/128')
    await assertClean(page)
    await picture(page, 'desk-token-dialog')
    await make.click()
    const token = (await section.getByRole('status').locator('code').textContent()).trim()
    assert.equal(await asked(the, token, '/types'), 200)
    assert.equal(await asked(the, token, '/accounts'), 403)
    assert.equal(await asked(the, token + 'x', '/types'), 401)
    await section.getByRole('button', { name: '抄好了' }).click()
    assert.equal(await section.getByText(token).count(), 0)
    await picture(page, 'desk-me-token')
    await assertClean(page)
    const row = section.getByRole('row').filter({ hasText: '每周汇总表' })
    for (const limit of ['查看', '流浪救助', '本人能看的全部 · 东华门街道', '127.0.0.0/8、::1/128']) await row.getByRole('cell', { name: limit, exact: true }).waitFor()
    await row.getByRole('button', { name: '让它失效 每周汇总表' }).click()
    await row.getByText('已失效').waitFor()
    assert.equal(await asked(the, token, '/types'), 401)
    assert.deepEqual(page.faults, [])
    await page.context().close()
  })
  test('/desk: a place signed in at is ended from another', async () => {
    const here = await the.faces.page('rescue_worker', '/desk/me')
    const elsewhere = await the.faces.page(null, '/desk/me')
    await signIn(elsewhere, 'rescue_worker', the.city.accounts.get('rescue_worker').password)
    await elsewhere.getByRole('heading', { level: 1, name: '我的账号' }).waitFor()
    await here.reload()
    const section = here.getByRole('region', { name: '登录着的地方' })
    await section.getByText('就是这里').waitFor()
    const before = await section.getByRole('button', { name: /^让它退出/ }).count()
    await section.getByRole('row').filter({ hasText: /Chrome/ }).filter({ hasNotText: '就是这里' }).first().getByRole('button').click()
    await here.waitForFunction((count) => document.querySelectorAll('section[aria-label="登录着的地方"] tbody button').length === count, before - 1)
    await elsewhere.reload()
    await elsewhere.getByRole('button', { name: '登录', exact: true }).waitFor()
    for (const page of [here, elsewhere]) {
      assert.deepEqual(page.faults, [])
      await page.context().close()
    }
  })
}

function secrets(the) {
  test('/desk: a new password ends every session, and signing in with it goes on where one was', async () => {
    const account = the.city.accounts.get('verification_officer'), fresh = 'xin-mima-huimin-2026'
    const page = await the.faces.page(account.login, '/desk/me')
    const section = page.getByRole('region', { name: '改密码' })
    const fill = async (old, first, second) => {
      await section.getByLabel('现在的密码').fill(old)
      await section.getByLabel(/^新密码/).fill(first)
      await section.getByLabel(/^再写一遍新密码/).fill(second)
    }
    await fill(account.password, fresh, fresh + '?')
    await section.getByText('两遍不一样').waitFor()
    await assertClean(page)
    await fill('bu-shi-zhege-mima', fresh, fresh)
    await section.getByRole('button', { name: '改密码' }).click()
    await section.getByRole('alert').waitFor()
    page.faults.length = 0 // The browser tells the refusal as an error.
    await assertClean(page)
    await picture(page, 'desk-password-refused')
    await fill(account.password, fresh, fresh)
    await section.getByRole('button', { name: '改密码' }).click()
    const again = page.getByRole('dialog')
    await again.getByRole('heading', { name: '登录到时间了，请再登录一次' }).waitFor()
    await picture(page, 'desk-password-changed')
    await signIn(again, account.login, fresh)
    if (account.secret) await the.faces.showCode(page, account)
    await again.waitFor({ state: 'detached' })
    await section.getByText(/^密码改好了/).waitFor()
    Object.assign(account, { password: fresh })
    the.faces.forget(account.login)
    await page.context().close()
  })
  test('/desk: a second factor is set up, asked for from then on, and a recovery code stands in for it once', async () => {
    const { login, password } = the.city.accounts.get('registrar')
    const page = await the.faces.page(login, '/desk/me')
    const section = page.getByRole('region', { name: '双因素' })
    await section.getByRole('button', { name: '设置双因素' }).click()
    const secret = (await section.locator('code').textContent()).replace(/\s/g, '')
    await picture(page, 'desk-factor')
    await assertClean(page)
    await section.getByLabel(/六位数字/).fill(codeOf(secret) === '000000' ? '111111' : '000000')
    await section.getByRole('button', { name: '确认' }).click()
    await section.getByRole('alert').waitFor()
    page.faults.length = 0 // The browser tells the refusal as an error.
    const spent = halfMinute()
    await section.getByLabel(/六位数字/).fill(codeOf(secret, spent))
    await section.getByRole('button', { name: '确认' }).click()
    await section.getByRole('listitem').first().waitFor()
    const recovery = await section.getByRole('listitem').allTextContents()
    assert.equal(new Set(recovery).size, 10)
    await picture(page, 'desk-factor-codes')
    await assertClean(page)
    await section.getByRole('button', { name: '抄好了' }).click()
    await section.getByText('已开').waitFor()
    assert.deepEqual(page.faults, [])

    for (const [code, enters] of [[codeOf(secret, spent + 1), true], [recovery[0], true], [recovery[0], false]]) {
      await signOut(page)
      await signIn(page, login, password)
      await page.getByLabel(/六位数字/).fill(code)
      await page.getByRole('button', { name: '下一步' }).click()
      await (enters ? page.getByRole('heading', { level: 1, name: '我的账号' }) : page.getByRole('alert').getByText('验证码不对，或已经用过')).waitFor()
      if (!enters) break
      await settled(page)
    }
    the.faces.forget(login)
    await page.context().close()
  })
}

function newcomers(the) {
  test('/desk: a new colleague is let in by two, and comes to work with a password and a second factor of their own', async () => {
    const first = await the.faces.page('security_1', '/desk/admin/accounts')
    await first.getByRole('button', { name: '开通账号' }).click()
    const opening = first.getByRole('dialog')
    await opening.getByLabel('登录名').fill('xin_tongshi')
    await opening.getByLabel('姓名').fill('新同事')
    await opening.getByRole('button', { name: '开通账号' }).click()
    await opening.waitFor({ state: 'detached' })
    const given = (await first.getByRole('status').locator('code').textContent()).trim()
    const row = (page) => page.getByRole('row').filter({ hasText: 'xin_tongshi' })
    await row(first).getByRole('button', { name: '授予角色' }).click()
    const granting = first.getByRole('dialog').filter({ hasText: '新同事' })
    await granting.getByLabel('角色').selectOption({ label: '县级审核' })
    await granting.getByRole('button', { name: /^区域：/ }).click()
    const areas = first.getByRole('dialog', { name: '区域' })
    await areas.getByLabel('名称或代码').fill('西城区')
    await picture(first, 'desk-grant-area')
    await areas.getByRole('button', { name: /^西城区/ }).click()
    await granting.getByLabel(/^理由/).fill('接替退休的同事')
    await granting.getByRole('button', { name: '授予角色' }).click()
    await granting.waitFor({ state: 'detached' })
    await row(first).getByText(/待第二人确认/).waitFor()
    await picture(first, 'desk-grant-proposed')
    await assertClean(first)
    await row(first).getByRole('button', { name: '重设一次性密码' }).click()
    const resetting = first.getByRole('dialog').filter({ hasText: '原来的密码立即作废' })
    await picture(first, 'desk-password-reset')
    await assertClean(first)
    await resetting.getByRole('button', { name: '重设一次性密码' }).click()
    await resetting.waitFor({ state: 'detached' })
    const oneTime = (await first.getByRole('status').locator('code').textContent()).trim()
    assert.notEqual(oneTime, given)
    const second = await the.faces.page('security_2', '/desk/admin/accounts')
    await row(second).getByRole('button', { name: '确认授权' }).click()
    await row(second).getByText('县级审核 · 西城区', { exact: true }).waitFor()

    const page = await the.faces.page(null, '/desk/')
    await signIn(page, 'xin_tongshi', oneTime)
    await page.getByLabel('新密码').fill('ziji-de-mima-2026')
    await page.getByLabel('再写一遍').fill('ziji-de-mima-2026')
    await page.getByRole('button', { name: '下一步' }).click()
    const secret = (await page.locator('code').textContent()).replace(/\s/g, '')
    await picture(page, 'sign-in-factor')
    await assertClean(page)
    await page.getByLabel(/六位数字/).fill(codeOf(secret))
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByText(/恢复码登录/).waitFor()
    await picture(page, 'sign-in-codes')
    await assertClean(page)
    await page.getByRole('button', { name: '抄好了，继续' }).click()
    await page.getByRole('heading', { level: 1, name: '我的待办' }).waitFor()
    await settled(page)
    await assertClean(page)

    await row(second).getByRole('button', { name: '停用' }).click()
    const closing = second.getByRole('dialog').filter({ hasText: '新同事' })
    await closing.getByLabel(/^理由/).fill('已经调离岗位')
    await picture(second, 'desk-account-closing')
    await closing.getByRole('button', { name: '停用' }).click()
    await closing.waitFor({ state: 'detached' })
    await row(second).getByText('停用', { exact: true }).first().waitFor()
    await assertClean(second)
    for (const one of [first, second, page]) await one.context().close()
  })
}

export function accountTests(the) {
  newcomers(the)
  tokens(the)
  secrets(the)
}
