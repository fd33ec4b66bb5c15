/**
 * The figures of speed: `npm run bench`. Each is a ratio within one run, application against bare Fastify on the same
 * machine and database, so that it means the same on a fast and on a slow one. Those of lineage, which has no rival, are
 * of processor time. Exit code 1 when a figure is missed.
 */
import { type Bare, serveBare } from './speed/bare.js'
import { type Compared, compare } from './speed/compare.js'
import { lineageFigures } from './speed/lineage.js'
import { type Wire, wire } from './speed/load.js'
import { queueFigures } from './speed/queue.js'
import { HOST, type Stage, withStage } from './speed/stage.js'
import { firstVisit } from './speed/weight.js'

const SIZE = { blocks: 800, comments: 1_000 }

if (process.send) process.once('message', async bare => process.send?.(await serveBare(bare as Bare)))
else {
  reportLineage()
  await withStage(SIZE, measure)
}

async function measure(stage: Stage): Promise<void> {
  const reading = await compare(stage, { connections: 10, status: 200 }, where =>
    wire('GET', where === 'app' ? stage.path : '/', { 'accept-encoding': 'br', accept: 'text/html' }),
  )
  report(`reading page of ${SIZE.blocks} blocks with ${SIZE.comments} comments, not signed in`, reading, 0.5, 0.8)
  const writing = await compare(stage, { connections: 16, status: 201 }, where => comments(stage, where))
  report('one comment accepted through the JSON API', writing, 0.4, null)
  const without = await stage.startWithoutLog()
  const logging = await compare({ app: stage.app, bare: without }, { connections: 16, status: 201 }, () =>
    comments(stage, 'app'),
  )
  report('comments with the audit log, against the same server without it', logging, 0.85, null)

  const text = stage.paragraphs.map(paragraph => paragraph.text).join('\n')
  const { bytes, allowed } = await firstVisit(`http://${HOST}:${stage.app.port}`, stage.path, text)
  if (bytes > allowed) process.exitCode = 1
  const verdict = bytes > allowed ? 'MISSED' : 'ok'
  console.log(`first visit of that page: ${bytes} bytes on the line, ${allowed} allowed  ${verdict}`)

  const { few, many } = await queueFigures(stage)
  report('first page of the queue, 1,000 comments waiting', few, 0, null)
  report('first page of the queue, 100,000 comments waiting', many, 0, null)
  const slower = few.ratio / many.ratio
  if (slower > 1.25) process.exitCode = 1
  console.log(
    `100,000 waiting against 1,000: ${slower.toFixed(2)} × (at most 1.25)  ${slower > 1.25 ? 'MISSED' : 'ok'}`,
  )
}

/** A comment, another each time, on one paragraph after the other. */
function comments({ paragraphs, path, token }: Stage, where: 'app' | 'bare'): Wire {
  const to = where === 'app' ? `/api/v1${path.replace('/v/', '/versions/')}/comments` : '/'
  let sent = 0
  return () => {
    sent += 1
    const paragraph = paragraphs[sent % paragraphs.length]!.id
    const words = { paragraph, kind: 'technical', body: `Please say who is responsible, and by when (${sent}).` }
    return wire('POST', to, { authorization: `Bearer ${token}` }, JSON.stringify(words))
  }
}

function report(what: string, { app, bare, ratio }: Compared, atLeast: number, later: number | null): void {
  if (ratio < atLeast) process.exitCode = 1
  const goal =
    atLeast === 0 ? 'no goal' : later === null ? `at least ${atLeast}` : `at least ${atLeast}, later ${later}`
  const rates = `${app.perSecond.toFixed(0)}/s against ${bare.perSecond.toFixed(0)}/s`
  const cpu =
    app.cpuMs === null || bare.cpuMs === null
      ? ''
      : `, ${app.cpuMs.toFixed(2)} ms of processor against ${bare.cpuMs.toFixed(2)}`
  console.log(`${what}: ${rates}${cpu}, ratio ${ratio.toFixed(2)} (${goal})  ${ratio < atLeast ? 'MISSED' : 'ok'}`)
}

function reportLineage(): void {
  for (const { what, value, unit, allowed } of lineageFigures()) {
    if (value > allowed) process.exitCode = 1
    console.log(`${what}: ${value.toFixed(1)} ${unit} (at most ${allowed})  ${value > allowed ? 'MISSED' : 'ok'}`)
  }
}
