import { expect, test } from 'vitest'
import { gatheredRights } from '../../src/desk/rights'

test('what may be done with one thing for the same purposes stands in one line, and beside what else may be done with it', () => {
  const right = (subject: string, action: string, ...purposes: string[]) => ({ subject, actions: [action], purposes })
  const told = gatheredRights([right('人', '查看', '救助'), right('户', '查看', '救助'), right('人', '修改', '救助'), right('人', '导出', '统计')])
  expect(told).toEqual([{ subject: '人', actions: ['查看', '修改'], purposes: ['救助'] }, right('人', '导出', '统计'), right('户', '查看', '救助')])
})
