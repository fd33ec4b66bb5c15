/**
 * Publishes a document's three states one after the other, with a thousand comments on the first, half of them on a quote,
 * and judges where each of them then stands: `npm run eval:publish -- DIR`. On a real database, as in service.
 * right: on the true paragraph; gone: rightly said to be gone; asked: left to a person; lost: said to be gone though it is
 * not; wrong: on another paragraph, or on any though its own is gone. Blocks that people would argue about are not judged.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { carryComments } from '../server/comments/index.js'
import { openEmbeddedDatabase } from '../server/database/embedded/index.js'
import { migrate } from '../server/database/migrate.js'
import { openPool, type Pool } from '../server/database/pool.js'
import type { AnchorState, Id } from '../server/database/schema.js'
import { importVersion, readerHere } from '../server/reports/index.js'
import { documents, fold, readTruth, share, type Truth } from './lineage-truth.js'

const COMMENTS = 1_000
const DAY_MS = 24 * 3_600_000

const folder = process.argv[2]
if (!folder) {
  console.error('usage: npm run eval:publish -- DIR')
  process.exit(2)
}

const data = await mkdtemp(join(tmpdir(), 'consult-eval-'))
const database = await openEmbeddedDatabase({ dataDir: data, say: line => console.log(line), durable: false })
const pool = openPool(database.url, error => console.error(error.message))
try {
  await migrate(pool)
  await pool.db.insertInto('working_groups').values({ slug: 'wg1', name: 'Working group 1' }).execute()
  for (const { name, states } of documents(folder)) if (states.length >= 3) await evaluate(pool, name, states)
} finally {
  await pool.close()
  await database.close()
  await rm(data, { recursive: true, force: true, maxRetries: 5 })
}

async function evaluate({ db }: Pool, name: string, states: readonly string[]): Promise<void> {
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  const publish = async (state: string) => {
    const path = join(folder!, state)
    await importVersion(
      { db, reader: readerHere },
      {
        file: { name: basename(path), bytes: await readFile(path) },
        report: slug,
        title: name,
        workingGroup: 'wg1',
        publish: 'publish',
        closes: new Date(Date.now() + 30 * DAY_MS),
        actor: null,
      },
    )
    return db
      .selectFrom('versions')
      .innerJoin('reports', 'reports.id', 'versions.report_id')
      .select(['versions.id', 'versions.number', 'versions.report_id'])
      .where('slug', '=', slug)
      .orderBy('number', 'desc')
      .executeTakeFirstOrThrow()
  }
  const first = await publish(states[0]!)
  await writeComments({ db }, first)
  const versions: { number: number; id: number }[] = []
  for (const state of states.slice(1, 3)) {
    const version = await publish(state)
    const began = performance.now()
    const carried = await carryComments({ db, reader: readerHere }, version.id)
    console.log(
      `\n${name}: version ${version.number}, ${carried} comments carried in ${Math.round(performance.now() - began)} ms`,
    )
    await judgeAll({ db }, version.id, readTruth(folder!, `${name}.${version.number === 2 ? 1 : 3}`))
    versions.push(version)
  }
}

/** Spread over the whole text, the same at every run; half of them quote some words. */
async function writeComments({ db }: Pick<Pool, 'db'>, version: { id: number; report_id: number }): Promise<void> {
  const { id: person } = await db
    .insertInto('people')
    .values({
      email: `author-${version.id}@example.org`,
      name: 'Author',
      stakeholder_group: 'academia',
      country: 'NL',
      completed_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const paragraphs = await db
    .selectFrom('paragraphs')
    .select(['id', 'text'])
    .where('version_id', '=', version.id)
    .orderBy('position')
    .execute()
  const worded = paragraphs.filter(({ text }) => text !== '')
  const random = generator(7)
  const rows = Array.from({ length: COMMENTS }, (_, n) => {
    const { id, text } = worded[Math.floor((n * worded.length) / COMMENTS)]!
    const quote = n % 2 === 0 ? null : someWords(text, random)
    return {
      report_id: version.report_id,
      version_id: version.id,
      paragraph_id: id,
      person_id: person,
      kind: 'general' as const,
      body: `Comment ${n}`,
      status: 'published' as const,
      ...(quote && {
        quote_exact: text.slice(quote.start, quote.end),
        quote_prefix: text.slice(Math.max(0, quote.start - 32), quote.start),
        quote_suffix: text.slice(quote.end, quote.end + 32),
        quote_start: quote.start,
        quote_end: quote.end,
      }),
    }
  })
  for (let k = 0; k < rows.length; k += 250)
    await db
      .insertInto('comments')
      .values(rows.slice(k, k + 250))
      .execute()
}

/** Three to twelve words that follow each other; null in a text of fewer than three. */
function someWords(text: string, random: () => number): { start: number; end: number } | null {
  const words = [...text.matchAll(/\S+/g)]
  if (words.length < 3) return null
  const length = Math.min(words.length, 3 + Math.floor(random() * 10))
  const from = Math.floor(random() * (words.length - length + 1))
  const last = words[from + length - 1]!
  return { start: words[from]!.index, end: last.index + last[0].length }
}

type Outcome = 'right' | 'gone' | 'asked' | 'lost' | 'wrong' | 'not judged'

async function judgeAll({ db }: Pick<Pool, 'db'>, versionId: number, truth: Truth): Promise<void> {
  const anchors = await db
    .selectFrom('anchors as a')
    .innerJoin('comments as c', 'c.id', 'a.comment_id')
    .innerJoin('paragraphs as old', 'old.id', 'c.paragraph_id')
    .leftJoin('paragraphs as next', 'next.id', 'a.paragraph_id')
    .select(['a.comment_id', 'a.state', 'a.confidence', 'old.text as old', 'next.text as next'])
    .where('a.version_id', '=', versionId)
    .execute()
  const states = new Map<AnchorState, number>()
  const outcomes = new Map<Outcome, number>()
  const wrong: { comment: Id; confidence: number; old: string; next: string | null }[] = []
  const became = truthOf(truth)
  for (const { comment_id, state, confidence, old, next } of anchors) {
    states.set(state, (states.get(state) ?? 0) + 1)
    const outcome = judge(state, next, became.get(fold(old)))
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    if (outcome === 'wrong') wrong.push({ comment: comment_id, confidence, old, next })
  }
  const words = (counts: ReadonlyMap<string, number>) => [...counts].map(([what, n]) => `${what} ${n}`).join(', ')
  const judged = anchors.length - (outcomes.get('not judged') ?? 0)
  console.log(`  ${anchors.length} of ${COMMENTS} accounted for: ${words(states)}`)
  console.log(`  judged ${judged}: ${words(outcomes)}`)
  console.log(
    `  wrong ${share(wrong.length, judged).toFixed(4)} of those judged; with a confidence of 0.9 and more: ${wrong.filter(one => one.confidence >= 0.9).length}`,
  )
  for (const { confidence, old, next } of wrong)
    console.log(`    ${confidence.toFixed(2)}  “${old.slice(0, 90)}” → “${(next ?? '').slice(0, 90)}”`)
}

/** Folded old text → folded new texts that it became; undefined: unknown or argued about. An empty set: gone. */
function truthOf(truth: Truth): ReadonlyMap<string, ReadonlySet<string> | undefined> {
  const became = new Map<string, Set<string> | undefined>()
  for (const [i, [, text]] of truth.a.entries())
    if (!became.has(fold(text)) || truth.ambiguous_a.includes(i))
      became.set(fold(text), truth.ambiguous_a.includes(i) ? undefined : new Set())
  const unclear = new Set(truth.ambiguous_b)
  for (const [i, j] of truth.pairs) {
    const texts = became.get(fold(truth.a[i]![1]))
    if (unclear.has(j)) became.set(fold(truth.a[i]![1]), undefined)
    else texts?.add(fold(truth.b[j]![1]))
  }
  return became
}

function judge(state: AnchorState, next: string | null, truth: ReadonlySet<string> | undefined): Outcome {
  if (!truth) return 'not judged'
  if (state === 'needs-a-person') return 'asked'
  if (next === null) return truth.size === 0 ? 'gone' : 'lost'
  return truth.has(fold(next)) ? 'right' : 'wrong'
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
