// Debian's Chromium in front of the server, signed in once per account; and the five zeroes every visited page is held
// to: errors on the console, violations of the content policy, requests to elsewhere, barriers axe finds at AA, and a
// page wider than 320 px.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { codeOf, halfMinute } from './city.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const pictures = fileURLToPath(new URL('pictures/', import.meta.url))
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
export const sizes = { desk: { width: 1440, height: 900 }, m: { width: 390, height: 844 }, cockpit: { width: 1920, height: 1080 } }

export class Faces {
  #city; #browser; #signedIn = new Map(); #paths

  static async open(city) {
    const faces = new Faces()
    faces.#city = city
    faces.#paths = Object.keys((await (await fetch(city.origin + '/openapi.json')).json()).paths)
    faces.#browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
    mkdirSync(pictures, { recursive: true })
    return faces
  }
  close = () => this.#browser.close()
  /** The account signs in anew next time: its sessions have ended. */
  forget = (login) => this.#signedIn.delete(login)
  /** Whether the server answers a path, such as `/jobs`. */
  has = (path) => this.#paths.some((one) => one.replace('/api/v1', '') === path)

  /** A page of the account, at the face's own size, with what it must not do written down beside it. */
  async page(login, path, size) {
    const account = this.#city.accounts.get(login)
    assert(account || login === null, `no account ${login}`)
    const face = path.split('/')[1]
    const context = await this.#browser.newContext({
      viewport: size ?? sizes[face], locale: 'zh-CN', baseURL: this.#city.origin, storageState: this.#signedIn.get(login), acceptDownloads: true,
    })
    const page = await context.newPage()
    page.faults = []
    const here = new URL(this.#city.origin).host
    page.on('console', (told) => { 
      const from = told.location().url ?? ''
      if (told.type() === 'error' && !from.endsWith('/session/second-factor')) page.faults.push(`console: ${told.text()} ${from}`) // A code that was spent is refused, and taken anew.
    })
    page.on('pageerror', (error) => page.faults.push(`error: ${error.message}`))
    page.on('request', (request) => {
      const url = new URL(request.url())
      if (/^(http|ws)/.test(url.protocol) && url.host !== here) page.faults.push(`request to elsewhere: ${url}`)
    })
    await page.exposeFunction('huiminViolation', (text) => page.faults.push(`content policy: ${text}`))
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => window.huiminViolation(`${event.violatedDirective} ${event.blockedURI}`)))
    await page.goto(path)
    if (account && !this.#signedIn.has(login)) await this.#signIn(page, account)
    await settled(page)
    page.clicks = 0
    return page
  }
  async #signIn(page, account) {
    await page.getByLabel('账号').fill(account.login)
    await page.getByLabel('密码', { exact: true }).fill(account.password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByLabel('密码', { exact: true }).waitFor({ state: 'detached' })
    if (account.secret) await this.showCode(page, account)
    this.#signedIn.set(account.login, await page.context().storageState())
  }
  /** A code counts once; that of the half minute to come is taken already. */
  async showCode(page, account) {
    const field = page.getByLabel(/六位数字/)
    for (let tries = 0; tries < 3; tries++) {
      account.spent = Math.max(halfMinute(), (account.spent ?? 0) + 1)
      while (account.spent > halfMinute() + 1) await page.waitForTimeout(500)
      await field.fill(codeOf(account.secret, account.spent))
      const answer = page.waitForResponse((response) => response.url().endsWith('/session/second-factor'))
      await page.getByRole('button', { name: '下一步' }).click()
      if ((await answer).ok()) break
    }
    await field.waitFor({ state: 'detached' })
  }
}

/** A click that counts towards the budget of a goal. */
export async function click(page, locator) {
  page.clicks += 1
  await locator.click()
}

/** Nothing is being read any more. Pages that listen to the server never fall idle, so their events are not waited for. */
export async function settled(page) {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.skeleton') === null)
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined)
}

export const picture = (page, name) => page.screenshot({ path: `${pictures}${name}.png`, fullPage: true })

async function barriers(page) {
  await page.evaluate(axe)
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `axe ${rule.id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`))
}

async function structure(page) {
  return page.evaluate(() => {
    const wrong = []
    const headings = [...document.querySelectorAll('h1')].filter((one) => one.checkVisibility())
    if (headings.length !== 1) wrong.push(`${headings.length} h1`)
    if (document.querySelectorAll('main').length !== 1) wrong.push('not one main')
    if (!document.title || document.documentElement.lang !== 'zh-CN') wrong.push('no title or language')
    return wrong
  })
}

/** What stands in the way on the narrowest screen: a page that scrolls to the side, and what axe finds there. */
async function narrow(page) {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 720 })
  const found = await page.evaluate(() => {
    const width = document.scrollingElement.scrollWidth
    const sideways = [...document.querySelectorAll('.hm-table')].filter((one) => one.scrollWidth > one.clientWidth + 1)
    if (width <= 320) return sideways.map((one) => `a table ${one.scrollWidth} px wide at 320`)
    const culprit = [...document.querySelectorAll('body *')].find((one) => one.getBoundingClientRect().right > 321 && !one.closest('table'))
    return [`${width} px wide at 320: ${culprit?.tagName} ${culprit?.className}`]
  })
  const barred = (await barriers(page)).map((one) => `${one} (at 320 px)`)
  await page.setViewportSize(before)
  return [...found, ...barred]
}

/** The five zeroes, and that the page has one heading, one main part, a title and a language. */
export async function assertClean(page) {
  const found = [...page.faults, ...(await barriers(page)), ...(await structure(page)), ...(await narrow(page))]
  assert.deepEqual(found, [])
}

/** What the elder's pages must be: text of 18 px and more, lines of 1.3 and more, paragraphs 1.3 times as far apart as lines, targets of 60 px and more. */
export async function assertElder(page) {
  const found = await page.evaluate(() => {
    const wrong = []
    const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 2
    for (const one of document.querySelectorAll('body *')) {
      if (!shown(one) || one.closest('.sr, .skip') || ![...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue
      const style = getComputedStyle(one), size = parseFloat(style.fontSize)
      if (size < 18) wrong.push(`text of ${size} px: ${one.textContent.trim().slice(0, 20)}`)
      if (style.lineHeight === 'normal' || parseFloat(style.lineHeight) / size < 1.3 - 1e-6) wrong.push(`line of ${style.lineHeight} for ${size}: ${one.textContent.trim().slice(0, 20)}`)
    }
    for (const one of document.querySelectorAll('a, button, input, select, textarea, summary')) {
      if (!shown(one) || one.closest('.skip')) continue
      const box = (one.closest('label.line') ?? one).getBoundingClientRect()
      if (box.width < 60 || box.height < 60) wrong.push(`target of ${Math.round(box.width)}×${Math.round(box.height)}: ${one.textContent.trim().slice(0, 20) || one.tagName}`)
    }
    for (const one of document.querySelectorAll('p + p')) {
      if (!shown(one) || one.closest('.hm-empty')) continue
      const style = getComputedStyle(one), gap = parseFloat(style.lineHeight) - parseFloat(style.fontSize)
      if (parseFloat(style.marginTop) < 1.3 * gap - 0.1) wrong.push(`paragraphs ${style.marginTop} apart, lines ${gap}: ${one.textContent.trim().slice(0, 20)}`)
    }
    if (document.querySelector('iframe')) wrong.push('an iframe')
    return wrong
  })
  assert.deepEqual(found, [])
}
