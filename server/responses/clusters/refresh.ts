import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { addJob } from '../../jobs/jobs.js'
import { sameText, signatureOf } from '../../similarity/index.js'
import { compare } from './comparing.js'
import {
  addMembers,
  allTexts,
  candidates,
  countCompared,
  countNew,
  dropStale,
  lockClusters,
  makeCluster,
  membersNow,
  newcomers,
  replaceClusters,
  saveSignatures,
  type Text,
  textsOf,
  tidy,
} from './store.js'

/** Below so many comments all are compared each time, which finds more than one after the other does. */
const FEW = 300
/** More of them than this share of those that are known: all are compared. */
const SHARE = 0.1
/** Clusters and single comments with which a new comment is compared. */
const CANDIDATES = 40
/** So many new ones are taken up while somebody waits; more is work for the job. */
const AT_ONCE = 20_000

/**
 * Brings the clusters of a report up to date: with what has been published, edited, withheld or withdrawn since. A few new
 * comments are placed one by one, without reading the others; many make it look at all, in a process of its own.
 */
export async function refreshClusters(db: Database, reportId: number): Promise<void> {
  await db.transaction().execute(async tx => {
    await lockClusters(tx, reportId)
    await dropStale(tx, reportId)
    const fresh = await newcomers(tx, reportId)
    if (fresh.length === 0) return
    const known = await countCompared(tx, reportId)
    if (fresh.length > known * SHARE || known + fresh.length <= FEW) await regroup(tx, reportId)
    else for (const one of fresh) await place(tx, reportId, one)
    await tidy(tx, reportId)
  })
}

/** The same while somebody waits for it: what would take too long is done by the job. */
export async function refreshNow(db: Database, reportId: number): Promise<void> {
  if ((await countNew(db, reportId, AT_ONCE + 1)) <= AT_ONCE) return refreshClusters(db, reportId)
  await addJob(db, { task: 'group-comments', payload: { report: reportId }, key: `group-comments ${reportId}` })
}

/** All comments anew; a cluster keeps its address where most of its members stay together. */
async function regroup(tx: Database, reportId: number): Promise<void> {
  const texts = await allTexts(tx, reportId)
  const before = new Map((await membersNow(tx, reportId)).map(one => [one.comment, one.cluster]))
  const { clusters, signatures } = await compare(texts)
  const taken = new Set<Id>()
  const named = clusters.map(cluster => {
    const id = usual(cluster.members.flatMap(member => before.get(member) ?? []).filter(one => !taken.has(one)))
    if (id !== null) taken.add(id)
    return { ...cluster, id }
  })
  await replaceClusters(tx, reportId, named)
  for (let at = 0; at < signatures.length; at += 5_000)
    await saveSignatures(tx, reportId, signatures.slice(at, at + 5_000))
}

function usual(ids: readonly Id[]): Id | null {
  const counts = new Map<Id, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  const [first] = [...counts].sort(([, a], [, b]) => b - a)
  return first ? first[0] : null
}

/** One new comment: into the cluster whose typical text it has, or together with one that was alone so far. */
async function place(tx: Database, reportId: number, { id, text }: Text): Promise<void> {
  const { keys } = signatureOf(text)
  const near = await candidates(tx, reportId, keys, CANDIDATES)
  await saveSignatures(tx, reportId, [{ id, keys }])
  const texts = new Map(
    (await textsOf(tx, [...near.map(one => one.representative ?? one.id), ...near.map(one => one.id)])).map(one => [
      one.id,
      one.text,
    ]),
  )
  const found = near.find(one => {
    const other = texts.get(one.representative ?? one.id)
    return other !== undefined && sameText(other, text)
  })
  if (!found) return
  const cluster = found.cluster ?? (await makeCluster(tx, reportId, found.id))
  const members = found.cluster === null ? [found.id, id] : [id]
  await addMembers(
    tx,
    members.map(comment => ({ comment, cluster })),
  )
  if (found.cluster === null) await tidy(tx, reportId)
}
