import { readFileSync } from 'node:fs'
import { answersPerSecond, type Wire } from './load.js'
import { HOST, type Server, type Stage } from './stage.js'

const ROUNDS = 5
const ROUND_MS = 2_500
const WARM_UP_MS = 2_000
/** Of Linux, for every architecture that Node runs on. */
const TICK_MS = 10

interface Rate {
  perSecond: number
  /** Processor time of the server's process for one answer, ms; null where the system does not tell. */
  cpuMs: number | null
}

export interface Compared {
  app: Rate
  bare: Rate
  ratio: number
}

/** Rounds in turns, so that a machine that is busy for a while is so for both; the median of the ratios. */
export async function compare(
  stage: Pick<Stage, 'app' | 'bare'>,
  { connections, status }: { connections: number; status: number },
  requestFor: (where: 'app' | 'bare') => Wire,
): Promise<Compared> {
  const ask = (where: 'app' | 'bare', ms: number) =>
    rate(stage[where], ms, () =>
      answersPerSecond({ host: HOST, port: stage[where].port, connections, request: requestFor(where), status, ms }),
    )
  await ask('bare', WARM_UP_MS)
  await ask('app', WARM_UP_MS)
  const rounds: Compared[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await ask('bare', ROUND_MS)
    const app = await ask('app', ROUND_MS)
    rounds.push({ app, bare, ratio: app.perSecond / bare.perSecond })
  }
  return rounds.sort((a, b) => a.ratio - b.ratio)[Math.floor(ROUNDS / 2)]!
}

async function rate(server: Server, ms: number, ask: () => Promise<number>): Promise<Rate> {
  const before = cpuOf(server)
  const perSecond = await ask()
  const after = cpuOf(server)
  return { perSecond, cpuMs: before === null || after === null ? null : (after - before) / ((perSecond * ms) / 1000) }
}

function cpuOf({ pid }: Server): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return null
  }
}
