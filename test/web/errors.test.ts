import t from 'tap'
import { Browser, testApp } from '../app.js'

t.test('an address that does not exist', async t => {
  const { app, close } = await testApp()
  t.teardown(close)

  const page = await new Browser(app).get('/nowhere')
  t.equal(page.statusCode, 404)
  t.match(page.body, 'Page not found')
  t.match(page.headers['content-security-policy'], "default-src 'none'")
  t.notMatch(page.headers['content-security-policy'], 'unsafe-inline')

  const problem = await app.inject('/api/v1/nowhere')
  t.equal(problem.statusCode, 404)
  t.match(problem.headers['content-type'], 'application/problem+json')
  t.match(problem.json(), { status: 404, title: 'Page not found', instance: '/api/v1/nowhere' })

  t.equal((await app.inject('/healthz')).statusCode, 200)
  t.equal((await app.inject('/readyz')).statusCode, 200)
  t.match((await app.inject('/metrics')).body, 'consult_request_seconds_count')
})
