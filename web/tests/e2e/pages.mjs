// Every page, each held to the five zeroes; the elder's also to its numbers. Key pages leave a picture to look at.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertClean, assertElder, picture, settled } from './browser.mjs'

// title, who, where, what it needs of the server, its picture
const desk = [
  ['my tasks', 'township_clerk', '/desk/todo', '/leads', 'desk-todo'],
  ['found by a surname', 'county_reviewer', '/desk/search?q=王', '/search', 'desk-found'],
  ['nothing found', 'township_clerk', '/desk/search?q=查无此人', '/search', null],
  ['the list of persons', 'county_reviewer', '/desk/records/person', '/records/person', 'desk-persons'],
  ['the list of households', 'county_reviewer', '/desk/records/household', '/records/person', null],
  ['a list of other records', 'county_reviewer', '/desk/records/organisation', '/records/person', null],
  ['policies and standards', 'township_clerk', '/desk/rules', '/policies', 'desk-rules'],
  ['no duplicates', 'county_reviewer', '/desk/duplicates', '/duplicates/person', null],
  ['the duplicates, for who may not merge', 'township_clerk', '/desk/duplicates', '/duplicates/person', null],
  ['an import', 'township_clerk', '/desk/import', '/imports/person', 'desk-import'],
  ['a simulation', 'policy_officer', '/desk/simulate', '/simulations', null],
  ['the accounts', 'security_1', '/desk/admin/accounts', '/accounts', 'desk-accounts'],
  ['the roles', 'security_1', '/desk/admin/roles', '/roles', 'desk-roles'],
  ['the jobs', 'township_clerk', '/desk/admin/jobs', '/jobs', 'desk-jobs'],
  ['my account', 'township_clerk', '/desk/me', '/tokens', 'desk-me'],
  ['an address that leads nowhere', 'township_clerk', '/desk/nowhere/at/all', null, 'desk-not-found'],
  ['the landing page of who keeps the accounts', 'security_1', '/desk/', null, null],
  ['the emergencies', 'county_reviewer', '/desk/emergencies', '/emergencies', 'desk-emergencies'],
  ['the emergencies, for who reviews them', 'security_2', '/desk/emergencies', '/emergencies', null],
  ['the webhooks', 'system_administrator', '/desk/admin/webhooks', '/webhooks', null],
  ['the journal', 'auditor', '/desk/admin/journal', '/journal', 'desk-journal'],
]
const citizen = [
  ['what I get', '/m/', 'home'], ['something is wrong', '/m/wrong', 'wrong'], ['somebody to help', '/m/help', 'help'], ['mine', '/m/me', 'me'],
]

async function visit(faces, t, [login, path, needs, name]) {
  if (needs && !faces.has(needs)) return t.skip(`the server has no ${needs} yet`)
  const page = await faces.page(login, path)
  if (name) await picture(page, name)
  await assertClean(page)
  await page.context().close()
}

export function pagesTests(the) {
  for (const face of ['desk', 'm', 'cockpit'])
    test(`signing in at /${face} is clean`, async () => {
      const page = await the.faces.page(null, `/${face}/`)
      await picture(page, `${face}-sign-in`)
      await assertClean(page)
      await page.context().close()
    })
  for (const [title, path, name] of citizen) {
    test(`/m: ${title}`, (t) => visit(the.faces, t, ['citizen', path, null, `m-${name}`]))
    test(`/m for elders: ${title}`, async () => {
      const page = await the.faces.page('citizen', path)
      await page.getByRole('button', { name: '长辈版' }).click()
      await settled(page)
      await picture(page, `m-elder-${name}`)
      await assertElder(page)
      await assertClean(page)
      await page.context().close()
    })
  }
  for (const [title, login, path, needs, name] of desk) test(`/desk: ${title}`, (t) => visit(the.faces, t, [login, path, needs, name]))

  test('/desk: a person, the household, a policy and a standard', async () => {
    const page = await the.faces.page('county_reviewer', '/desk/records/person')
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('heading', { name: '待遇', exact: true }).waitFor()
    await settled(page)
    await picture(page, 'desk-person')
    await assertClean(page)
    await page.getByRole('link', { name: /^家庭情况/ }).click()
    await settled(page)
    await picture(page, 'desk-household')
    await assertClean(page)
    const sheet = await page.pdf({ preferCSSPageSize: true })
    assert.match(sheet.toString('latin1'), /\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/, 'prints on A4')
    await page.getByRole('link', { name: '规则原文' }).click()
    await page.getByRole('heading', { name: '依据', exact: true }).waitFor()
    await settled(page)
    await picture(page, 'desk-rule')
    await assertClean(page)
    await page.goto('/desk/rules')
    await page.getByRole('heading', { name: '标准（参数）' }).waitFor()
    await page.getByRole('region', { name: '标准（参数）' }).getByRole('link').first().click()
    await page.getByRole('columnheader', { name: '数额' }).waitFor()
    await picture(page, 'desk-parameter')
    await assertClean(page)
    await page.context().close()
  })

  test('/desk: every policy and every standard can be read', async () => {
    const page = await the.faces.page('county_reviewer', '/desk/rules')
    for (const kind of ['policies', 'parameters'])
      for (const { name } of (await (await page.request.get(`/api/v1/${kind}`)).json()).items)
        assert.equal((await page.request.get(`/api/v1/${kind}/${name}`)).status(), 200, `${kind}/${name}`)
    await page.context().close()
  })
  for (const [title, query, name] of [['the map', '', 'map'], ['its table', '?view=table', 'table']])
    test(`/cockpit: ${title}`, (t) => visit(the.faces, t, ['leader', '/cockpit/' + query, '/figures/entitlements', `cockpit-${name}`]))
}
