import { expect, test } from 'vitest'
import { isRunning, isWaiting, leftText } from '../../src/desk/emergency'
import type { Emergency } from '../../src/shared/api/shapes'

const one = (seconds_left: number, reviewed: string | null) => ({ seconds_left, reviewed }) as Emergency

test('the time left is told in whole minutes, and the last two minutes in seconds', () => {
  expect([3600, 3599.4, 120, 119.2, 0.4, 0].map(leftText)).toEqual(['60 分钟', '59 分钟', '2 分钟', '120 秒', '1 秒', '0 秒'])
})
test('an emergency runs until its hour is over or it was reviewed, and then waits for its review', () => {
  expect([one(60, null), one(60, '2026-11-25T08:00:00Z'), one(0, null), one(0, '2026-11-25T08:00:00Z')].map((each) => [isRunning(each), isWaiting(each)])).toEqual([[true, false], [false, false], [false, true], [false, false]])
})
