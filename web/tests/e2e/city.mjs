// A small invented city behind the real server, made anew for each run: what the pages are tried against.
//   HUIMIN_BIN  where huimin and huimin-server are; build/release/src unless set
import { execFileSync, spawn } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const bin = resolve(root, process.env.HUIMIN_BIN ?? 'build/release/src')
export const today = '2026-11-25'

function run(program, ...words) {
  try {
    return execFileSync(join(bin, program), words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (cause) {
    if (cause.status === 1) return cause.stdout // It ran; some rows came back, as the planted mistakes must.
    throw new Error(`${program} ${words.join(' ')}: ${cause.stderr || cause.message}`)
  }
}

/** Waits until `ready` gives something; tells what it waited for when it does not come. */
async function until(what, ready, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(100)) {
    const value = ready()
    if (value) return value
  }
  throw new Error(`waited ${seconds} s for ${what}`)
}

const day = 86_400_000
/** The server's own clock: its day stands still, its seconds go on. */
const clock = () => Date.now() + Date.parse(today) - Math.floor((Date.now() + day / 3) / day) * day

/** The half minute it is by the server's clock. */
export const halfMinute = () => Math.floor(clock() / 30_000)

/** The six digits an authenticator shows in a half minute (RFC 6238). */
export function codeOf(secret, step = halfMinute()) {
  const bits = [...secret].map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** @returns {Promise<{origin: string, files: string, accounts: Map<string, object>, stop(): Promise<void>}>} */
export async function raiseCity(persons = 5000) {
  const folder = mkdtempSync(join(tmpdir(), 'huimin-pages-'))
  const at = (name) => join(folder, name)
  const store = `sqlite:${at('city.db')}`
  run('huimin', 'city', 'create', '--city', 'beijing', '--persons', String(persons), '--seed', '2025', '--today', today, '--out', at('files'))
  run('huimin', 'init', '--store', store, '--city', 'beijing')
  run('huimin', 'import', '--store', store, '--returned', at('returned'), '--actor', '演示', '--purpose', '演示导入', at('files'))
  writeFileSync(at('lock.key'), randomBytes(64).toString('base64'))
  const server = spawn(join(bin, 'huimin-server'), ['serve', '--store', store, '--pages', 'web/dist', '--lock-key', at('lock.key'), '--spool', at('spool'),
    '--demo', '--accounts', at('accounts.tsv'), '--today', today, '--port', '0'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => { told += text })
  const ended = new Promise((done) => server.on('exit', done))
  const origin = await until(`the server to start; it said: ${told}`, () => /"origin":"(http[^"]+)"/.exec(told)?.[1])
  await until('the accounts', () => existsSync(at('accounts.tsv')))
  const accounts = new Map(readFileSync(at('accounts.tsv'), 'utf8').trim().split('\n').map((line) => {
    const [login, password, role, area, secret, face] = line.split('\t')
    return [login, { login, password, role, area, secret, face }]
  }))
  return {
    origin, accounts, files: at('files'),
    async stop() {
      server.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
