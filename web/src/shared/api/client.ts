// Asking the server. Every refusal comes as a Refusal that says what happened and what to do; a network that does not
// answer is told apart from a server that says no.

import { reactive } from 'vue'
import type { Job, Nobody, ProblemBody, Session } from './shapes'

/** What the server, or the way to it, said no with. Shown by HmProblem. */
export class Refusal extends Error {
  constructor(readonly problem: ProblemBody) { super(problem.detail) }
  get code() { return this.problem.code }
  get status() { return this.problem.status }
}

export const offline: ProblemBody = {
  type: 'about:blank', title: '连不上服务器', status: 0, code: 'network.offline',
  detail: '没有收到服务器的回答。', remedy: '看一看网络是不是通，再试一次；填写的内容还在。',
}

/**
 * The session as last read; null while signed out. `ended` while the server has ended it and its page, with what is
 * typed there, waits for the same account to sign in again. `csrf` is the page's token, known from signing in on; `purpose` is
 * what the work at hand is done for, sent with each request and kept for this tab.
 */
export const state = reactive<{ session: Session | null; ended: boolean; known: boolean; csrf: string; purpose: string }>({ session: null, ended: false, known: false, csrf: '', purpose: '' })

export type Query = Record<string, string | number | boolean | null | undefined>

export function address(path: string, query: Query = {}): string {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(asked.map(([key, value]) => [key, String(value)])).toString()
  return '/api/v1' + path + (text ? '?' + text : '')
}

interface Asking {
  body?: unknown; query?: Query; version?: string; key?: string; signal?: AbortSignal; file?: Blob
  /** What it is done for, where that is not the purpose of the work at hand; and its case or reason. */
  purpose?: string; matter?: string
}

export interface Answered<T> { value: T; version: string | null; location: string | null }

async function problemOf(response: Response): Promise<ProblemBody> {
  const body = await response.json().catch(() => null)
  if (body && typeof body.code === 'string') return body as ProblemBody
  return {
    type: 'about:blank', title: '服务器出错', status: response.status, code: 'server.answer',
    detail: `服务器的回答看不懂（${response.status}）。`, remedy: '过一会儿再试；还不行就把请求号告诉管理员。',
    request: response.headers.get('X-Request-Id') ?? '',
  }
}

async function send(method: string, path: string, asking: Asking): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET' && state.csrf) headers['X-CSRF-Token'] = state.csrf
  const purpose = asking.purpose ?? state.purpose
  if (purpose) headers['X-Purpose'] = purpose
  if (asking.matter) headers['X-Matter'] = `UTF-8''${encodeURIComponent(asking.matter)}`
  if (asking.version !== undefined) headers['If-Match'] = `"${asking.version}"`
  if (asking.key) headers['Idempotency-Key'] = asking.key
  if (asking.body !== undefined) headers['Content-Type'] = 'application/json'
  if (asking.file) headers['Content-Type'] = asking.file.type || 'application/octet-stream'
  let response: Response
  try {
    response = await fetch(address(path, asking.query), {
      method, headers, credentials: 'same-origin', signal: asking.signal ?? null,
      body: asking.file ?? (asking.body === undefined ? null : JSON.stringify(asking.body)),
    })
  } catch (cause) {
    if (asking.signal?.aborted) throw cause
    throw new Refusal(offline)
  }
  if (!response.ok) {
    const problem = await problemOf(response)
    if (response.status === 401 && state.session) state.ended = true
    throw new Refusal(problem)
  }
  return response
}

export async function ask<T>(method: string, path: string, asking: Asking = {}): Promise<Answered<T>> {
  const response = await send(method, path, asking)
  const value = response.status === 204 ? undefined : await response.json()
  return {
    value: value as T,
    version: response.headers.get('ETag')?.replace(/^(W\/)?"|"$/g, '') ?? null,
    location: response.headers.get('Location'),
  }
}

/** Saves a file the server gives, under the name it gives it. A plain link could not say what it is for. */
export async function download(path: string, asking: Asking = {}): Promise<void> {
  const response = await send('GET', path, asking)
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name ? decodeURIComponent(name) : 'file'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  (await ask<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) })).value
/** As get, for what reading such records may serve: the work at hand, or else the first purpose they may be read for. */
export const read = async <T>(subject: string, path: string, query: Query, signal: AbortSignal): Promise<T> =>
  (await ask<T>('GET', path, { query, signal, purpose: purposeOf(subject, 'read') })).value
/** Without a body where none is given: a server that takes none refuses an empty one too. */
export const post = async <T>(path: string, body?: unknown, more: Asking = {}): Promise<T> =>
  (await ask<T>('POST', path, { ...more, body })).value

/** A key that makes a repeated click one deed. */
export const onceKey = (): string => crypto.randomUUID()

const keptPurpose = 'huimin.purpose'

/** Sets what the work at hand is done for. */
export function choosePurpose(name: string): void {
  state.purpose = name
  sessionStorage.setItem(keptPurpose, name)
}

/** Reads who is signed in, wholly; null when nobody is, or only half way. */
export async function readSession(): Promise<Session | null> {
  const session = await get<Session | Nobody>('/session')
  state.known = true
  if (session.account === null) {
    state.session = null
    state.ended = false
    return null
  }
  if (state.ended && state.session?.account.id !== session.account.id) location.reload() // Another's page is not theirs to see.
  state.csrf = session.csrf
  const kept = sessionStorage.getItem(keptPurpose)
  state.purpose = session.purposes.find((purpose) => purpose.name === kept)?.name ?? session.purposes[0]?.name ?? ''
  state.session = session.due === null ? session : null
  state.ended = false
  return state.session
}

/** Where drafts are kept in this tab (shared/draft.ts); they end with signing out. */
export const drafts = 'huimin.draft.'

export async function signOut(): Promise<void> {
  await ask('DELETE', '/session').catch(() => undefined)
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(drafts)) sessionStorage.removeItem(key)
  state.session = null
  state.ended = false
  state.csrf = ''
}

export const may = (subject: string, action: string): boolean =>
  state.session?.rights.some((right) => right.subject === subject && right.actions.includes(action)) ?? false

/** What an action is done for: the work at hand where it serves that, else the first purpose it may serve. */
export function purposeOf(subject: string, action: string): string {
  const serves = state.session?.rights.find((right) => right.subject === subject)?.purposes[action] ?? []
  return serves.includes(state.purpose) ? state.purpose : (serves[0] ?? state.purpose)
}

/** Follows a job until it ends; `seen` is told of each step. */
export function follow<R>(id: string, seen: (job: Job<R>) => void): { stop(): void; ended: Promise<Job<R>> } {
  const source = new EventSource(address(`/jobs/${id}/events`))
  let stop = () => source.close()
  const ended = new Promise<Job<R>>((resolve, reject) => {
    const take = (job: Job<R>) => {
      seen(job)
      if (job.state === 'queued' || job.state === 'running') return
      source.close()
      resolve(job)
    }
    source.addEventListener('progress', (event) => take(JSON.parse((event as MessageEvent<string>).data) as Job<R>))
    source.onerror = () => {
      // Reconnects by itself; where the browser gave up, the job is read once more.
      if (source.readyState === EventSource.CLOSED) get<Job<R>>(`/jobs/${id}`).then(take, reject)
    }
    stop = () => { source.close(); reject(new DOMException('stopped', 'AbortError')) }
  })
  return { stop: () => stop(), ended }
}
