// The API's description as the server hands it out, held to OpenAPI 3.1 and to Redocly's recommended rules.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'

async function findings(description) {
  // Signing in with a provider answers by sending the browser on: 303 and no 2XX.
  const config = await createConfig({ extends: ['recommended'], rules: { 'operation-2xx-response': 'off' } })
  const problems = await lintFromString({ source: JSON.stringify(description), absoluteRef: 'openapi.json', config })
  return problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)
}

/** Each breaks one thing; the rule that has to say so. */
const breakings = [
  ['struct', (it) => delete it.info.version],
  ['struct', (it) => (it.paths['/api/v1/areas'].get.parameters = 'none')],
  ['no-unresolved-refs', (it) => delete it.components.schemas.Problem],
  ['operation-operationId-unique', (it) => (it.paths['/api/v1/areas'].get.operationId = it.paths['/api/v1/types'].get.operationId)],
  ['path-parameters-defined', (it) => (it.paths['/api/v1/areas/{code}'].get.parameters = [])],
  ['security-defined', (it) => delete it.components.securitySchemes.token],
]

export function descriptionTests(the) {
  test('the description the server hands out has no fault', async () => {
    assert.deepEqual(await findings(await (await fetch(the.city.origin + '/openapi.json')).json()), [])
  })
  test('a description that is broken is found out', async () => {
    const whole = await (await fetch(the.city.origin + '/openapi.json')).text()
    for (const [rule, spoil] of breakings) {
      const spoilt = JSON.parse(whole)
      spoil(spoilt)
      assert((await findings(spoilt)).some((each) => each.startsWith(rule)), `${rule} says nothing of ${spoil}`)
    }
  })
}
