// The faces in a real browser against the real server: node --test tests/e2e/all.test.mjs, after ./run build.
import { after, before, describe } from 'node:test'
import { accountTests } from './account.mjs'
import { administrationTests } from './administration.mjs'
import { Faces } from './browser.mjs'
import { raiseCity } from './city.mjs'
import { descriptionTests } from './description.mjs'
import { emergenciesTests } from './emergencies.mjs'
import { flowsTests } from './flows.mjs'
import { pagesTests } from './pages.mjs'
import { statesTests } from './states.mjs'

describe('the faces', { timeout: 1_500_000 }, () => {
  const the = {}
  before(async () => {
    the.city = await raiseCity()
    the.faces = await Faces.open(the.city)
  })
  after(async () => {
    await the.faces?.close()
    await the.city?.stop()
  })
  descriptionTests(the)
  pagesTests(the)
  flowsTests(the)
  statesTests(the)
  administrationTests(the)
  emergenciesTests(the)
  accountTests(the)
})
