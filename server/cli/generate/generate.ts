import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import type { Signals } from '../../database/signals.js'
import { findReport } from '../../reports/index.js'
import { CommandError } from '../command.js'
import { makePeople } from './people.js'
import { type Planned, plan, type Target } from './plan.js'
import { randomFrom } from './random.js'
import { addComments, addPeople, chairOf, latestVersion, paragraphsOf, takeIds } from './store.js'
import { letterOf } from './words/letters.js'

export interface Wanted {
  report: string
  comments: number
  people: number
  campaigns: number
  seed: number
}

export interface Made {
  report: string
  version: number
  seed: number
  people: number
  comments: number
  replies: number
  endorsements: number
  decisions: number
  statuses: Record<string, number>
  /** The truth for whoever finds campaigns: the ids of each one's comments, and its letter. */
  campaigns: { letter: string; comments: Id[] }[]
}

/** Each batch is a transaction: people who comment meanwhile wait for milliseconds, and nothing is half there. */
const BATCH = 2_000

/**
 * Comments on the latest version of a report as a real consultation gets them, spread over its period until now.
 * `progress` hears of the comments that are there. The same seed on the same version makes the same words.
 * @throws notFound for the report; CommandError when nothing of it is published
 */
export async function generate(
  { db, signals }: { db: Database; signals: Signals },
  wanted: Wanted,
  progress: (comments: number) => void,
): Promise<Made> {
  const report = await findReport(db, wanted.report)
  const version = await latestVersion(db, report.id)
  if (!version) throw new CommandError(`No version of ${wanted.report} is published yet. Publish one first.`)
  const to = new Date(Math.min(Date.now(), version.closes_at.getTime()))
  const target: Target = {
    reportId: report.id,
    versionId: version.id,
    policy: version.moderation,
    from: new Date(Math.min(version.opens_at.getTime(), to.getTime())),
    to,
    paragraphs: await paragraphsOf(db, version.id),
  }
  const random = randomFrom(wanted.seed)
  const made = makePeople(wanted.people, wanted.seed, random)
  const { people, moderator } = await db.transaction().execute(async tx => ({
    moderator: await chairOf(tx, report.working_group_id),
    people: await addPeople(tx, made, target.from),
  }))
  const comments = await takeIds(db, 'comments', wanted.comments)
  const tally = new Tally(wanted.campaigns, comments)
  const refer = { target, comments, people, moderator }
  for (const batch of inBatches(plan(target, made, wanted, random))) {
    await db.transaction().execute(tx => addComments(tx, batch, refer))
    for (const planned of batch) tally.add(planned)
    progress(tally.comments)
  }
  signals.tell('comments', version.id)
  return { report: wanted.report, version: version.number, seed: wanted.seed, people: people.length, ...tally.result() }
}

function* inBatches(planned: Iterable<Planned>): Generator<Planned[]> {
  let batch: Planned[] = []
  for (const one of planned) {
    batch.push(one)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length) yield batch
}

/** Counts what has been made. */
class Tally {
  comments = 0
  private replies = 0
  private endorsements = 0
  private decisions = 0
  private readonly statuses: Record<string, number> = {}
  private readonly campaigns: Id[][]

  constructor(
    campaigns: number,
    private readonly ids: readonly Id[],
  ) {
    this.campaigns = Array.from({ length: campaigns }, () => [])
  }

  add(planned: Planned): void {
    this.comments += 1
    this.replies += planned.parent === null ? 0 : 1
    this.endorsements += planned.endorsedBy.length
    this.decisions += planned.decisions.length
    this.statuses[planned.status] = (this.statuses[planned.status] ?? 0) + 1
    if (planned.campaign !== null) this.campaigns[planned.campaign]!.push(this.ids[planned.index]!)
  }

  result() {
    const { comments, replies, endorsements, decisions, statuses } = this
    const campaigns = this.campaigns.map((comments, k) => ({ letter: letterOf(k).join(' '), comments }))
    return { comments, replies, endorsements, decisions, statuses, campaigns }
  }
}
