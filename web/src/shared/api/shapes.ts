// What the API answers, as far as the faces read it. The server's own description is /openapi.json; the journeys hold
// both to each other.

export interface Area { code: string; name: string }
export interface AreaMatch extends Area { level: 'country' | 'province' | 'city' | 'county' | 'town' | 'village'; full_name: string }
export interface AreaNode extends AreaMatch { parent: Area | null; children: (Area & { level: AreaMatch['level'] })[] }
export interface List<T> { items: T[]; next: string | null; count?: number }

export interface Purpose { name: string; label: string }
/** What GET /session says while nobody is signed in. */
export interface Nobody { account: null }
export interface Session {
  account: { id: string; login: string; name: string }
  roles: { role: string; label: string; area: Area }[]
  faces: ('desk' | 'm' | 'cockpit')[]
  /** `purposes`: what each action may be done for, the first first. */
  rights: { subject: string; actions: string[]; purposes: Record<string, string[]> }[]
  purposes: Purpose[]
  csrf: string
  idle_until: string
  ends_at: string
  city: { name: string; area: string }
  today: string
  months: { first: string; now: string }
  person: string | null
  household: string | null
  /** Of this session; of the account. */
  second_factor: boolean; second_factor_stands: boolean
  due: 'password' | 'second_factor' | null
  demo: boolean
}
export interface Opened { state: 'signed_in' | 'second_factor' | 'password'; csrf: string }

export type Kind =
  | 'truth' | 'integer' | 'decimal' | 'rate' | 'money' | 'quantity' | 'date' | 'month' | 'text'
  | 'citizen_number' | 'organisation_code' | 'choice' | 'area' | 'reference'
export interface FieldType {
  name: string; label: string; kind: Kind; unit: string | null; period: 'day' | 'month' | 'year' | null
  choices: { number: number; name: string; label: string }[] | null
  required: boolean; unique: boolean; sensitive: boolean; masked: boolean
  range: [number | null, number | null] | null; origin: string | null
  /** What it may be read for; null: for any. */
  purposes?: string[] | null
  /** The module of another pack that adds it to this record; null: the record's own. */
  added_by?: string | null
}
export interface RecordType {
  name: string; label: string; explained: string; owner: string | null; list: { name: string; label: string } | null
  /** The field by whose value a record is called; null: by what it belongs to. */
  named_by?: string | null
  fields: FieldType[]; actions: string[]
}

export type Value = string | number | boolean | null
export interface RecordView {
  id: string; type: string; version: string; area: Area; owner: string | null; label: string
  /** Of a household, where a list was asked for it. */
  head?: string
  facts: Record<string, Value>; labels: Record<string, string>
  masked: string[]; hidden: string[]; provenance: Record<string, { source: string; on: string | null }>
}
export interface Change { field: string; label: string; before: string | null; after: string | null }
export interface HistoryEntry {
  version: string; at: string; actor: string; purpose: string; action: string; source: string; changes: Change[]
}

export type Verdict = 'yes' | 'no' | 'unknown'
export interface Clause { text: string; title?: string }
export interface Entitlement {
  policy: string; label: string; about: { id: string; label: string }; record: string
  verdict: Verdict; amount_fen: number; period: 'monthly' | 'yearly' | 'daily' | 'once' | null; standing: boolean
  why: string; missing: { text: string; field: string | null; about: string | null }[]; clauses: Clause[]
  by_coordination: string | null
}
export interface Step {
  text: string; value: string; state: 'yes' | 'no' | 'unknown' | 'number' | 'fact' | 'remark'
  clauses: Clause[]; origin: string; children: Step[]
}
export interface Explained { entitlement: Entitlement; tree: Step; facts_digest: string; digest: string }

export interface Member extends RecordView { relation: string | null; age: number | null }
export interface SignalView { name: string; label: string; colour: 'red' | 'orange' | 'yellow'; text: string; who: string; within: string; about: string }
export interface TimelineEntry { at: string; kind: string; text: string; actor: string; record: string; id: string }
export interface HouseholdView {
  household: RecordView; members: Member[]; others: { list: string; label: string; items: RecordView[] }[]
  entitlements: Entitlement[]; signals: SignalView[]; timeline: TimelineEntry[]; cases: unknown[]
  person?: string; month: string; at: string; digest: string
}
export interface Match {
  type: string; id: string; label: string; number: string; area: Area; why: string
  /** What tells two of one name apart, as far as the reader may see it; of the household: head and address. */
  born: string | null; age: number | null; head: string; address: string
}

export interface MyEntitlement extends Entitlement {
  group: 'receiving' | 'may_apply' | 'not_yet' | 'not' | 'unknown'
  plain: { state: 'yes' | 'no' | 'unknown'; text: string }[]
  account_tail: string | null
  /** Of what is granted: the month it has been so since, and the day by which a month's money is there; null where no source says. */
  since?: string | null; pays_by?: string | null
}
export interface MyEntitlements {
  person: { id: string; label: string }; greeting: string; total_fen: number
  items: MyEntitlement[]; members: { id: string; label: string; relation: string | null; self: boolean }[]
  month: string; at: string
}
export interface Correction { number: string; at: string; state: string; text: string; answer: string | null }

export interface Lead {
  id: string; kind: string; at: string; label: string; text: string; area: Area
  household: string | null; person: string | null; state: string; due: string | null
  /** Of the person it is about, else of the household's head; empty where the reader may not see it. */
  name: string; outcome: string | null; working_days_left: number | null
}

export interface Tally { yes: number | null; no: number | null; unknown: number | null; fen: number | null }
export interface PolicyFigures {
  name: string; label: string; record: string; standing: boolean; period: Entitlement['period']
  total: Tally; areas: (Area & Tally)[]
}
export interface Figures {
  month: string; area: Area; level: 'county' | 'town'; at: string; digest: string; seconds: number
  policies: PolicyFigures[]; households: number; persons: number
  by_area: (Area & { households: number; persons: number })[]
}
export interface FigureRow {
  household: string; person: string | null; label: string; area: Area; amount_fen: number; missing: string[]
}

export interface Job<R = unknown> {
  id: string; kind: string; state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  done: number; total: number | null; text: string; at: string; result: R | null; problem: ProblemBody | null
}
export interface SimulationResult {
  counties: (Area & { gainers: number; losers: number; newly_unknown: number; fen_before: number; fen_after: number })[]
  total: { gainers: number; losers: number; newly_unknown: number; fen_before: number; fen_after: number }
  losers: { household: string; label: string; fen_before: number; fen_after: number }[]
  policies: { name: string; label: string; fen_before: number; fen_after: number }[]
  at: string
}
/** Of the journal and, where that is whole, of the records against it. */
export interface Verification {
  state: 'sound' | 'broken' | 'cannot_tell'; first_bad: number; reason: string
  sealed: number; unsealed: number; anchors: number
  records?: number; versions?: number; tampered?: number
  first_tampered?: { record: string; label: string; id: string; county: number; reason: string }[]
}
export type RowVerdict = 'mended' | 'ask' | 'refused'
export interface ImportRow {
  row: number; verdict: RowVerdict
  cells: { column: string; verdict: RowVerdict; code: string; original: string; normalised: string; text: string; remedy: string }[]
}
export interface ImportReport {
  import: string; digest: string; rows: number; ok: number; mended: number; ask: number; refused: number
  added: number; changed: number; unchanged: number; owners_added: number; skipped: number
  unknown_columns: string[]; notes: string[]; control_sum_fen: number | null; returned: boolean
}
export interface Import {
  id: string; type: string; label: string; name: string; source: string; true_on: string | null
  state: 'trying' | 'tried' | 'committed' | 'gone'; by: string; own: boolean; at: string; kept_until: string | null
  committed_by: string | null; trial: ImportReport | null; outcome: ImportReport | null
}

export interface DuplicateSide extends RecordView { belongs_to: RecordView | null }
export interface DuplicatePair { one: DuplicateSide; other: DuplicateSide; likeness: string; reason: string }

export interface PolicySummary {
  name: string; label: string; explained: string; period: string | null; record: string
  clauses: { source: string; title: string; number: string; locator: string; from: string | null }[]
  standing: boolean; state: string
}
export interface PolicyText extends PolicySummary {
  text: string; module: string; file_line: string; versions: { from: string | null; to: string | null }[]
  parameters: { name: string; label: string }[]
  coordinations: { with: string; relation: string; text: string; clauses: Clause[] }[]
  untranslated: { clause: string; text: string }[]
}
export interface ParameterRow {
  area: Area; from: string | null; to: string | null; signed: string | null; clauses: Clause[]
  cells: { keys: string[]; text: string }[]; not_set: string | null
}
export interface ParameterSummary { name: string; label: string; explained: string; kind: string; keys: string[]; now: ParameterRow | null }
export interface Parameter { name: string; label: string; explained: string; kind: string; keys: string[]; rows: ParameterRow[] }

export interface OwnSession { id: string; since: string; seen: string; ends_at: string; address: string; agent: string; this: boolean }
export interface OwnToken {
  id: string; name: string; actions: string[]; purposes: string[]; records: string[]; areas: Area[]; addresses: string[]
  created: string; ends: string; ended: string | null; seen: string | null
}

export interface JournalEntry {
  seq: number | null; at: string; actor: string; purpose: string; action: string
  record: string; record_label: string; id: string | null; changes: Change[]; origin: string
}
export interface Account {
  id: string; login: string; name: string; state: string; second_factor: boolean
  grants: { id: string; role: string; label: string; area: Area; from: string; to: string | null; state: string }[]
}
export interface Emergency {
  id: string; account: string; name: string; login: string; reason: string; begun: string; ends: string; seconds_left: number; review_by: string
  records: number; records_max: number; reviewed: string | null; verdict: 'justified' | 'abused' | null; note: string
}
export interface Webhook {
  id: string; url: string; topics: string[]; created: string; created_by: string; position: string
  failures: number; next_try: string | null; trouble: string
}
export interface Role { name: string; label: string; explained: string; second_factor: boolean; level: string | null; rights: { subject: string; actions: string[]; purposes: string[] }[] }

export interface Shape { type: 'Feature'; properties: Area; geometry: { type: 'Polygon' | 'MultiPolygon'; coordinates: number[][][] | number[][][][] } }
export interface Shapes { type: 'FeatureCollection'; features: Shape[]; source: string; approval: string | null; note: string }

export interface ProblemBody {
  type: string; title: string; status: number; detail: string; code: string; remedy?: string; request?: string
  fields?: { field: string; code: string; detail: string }[]
}
