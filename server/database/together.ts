import pg from 'pg'

interface Waiting<Q, A> {
  question: Q
  resolve(answer: A): void
  reject(error: unknown): void
}

/**
 * Asks the database together what is asked at the same time. A question goes at once, with all others that the process
 * has read in the same moment; one that comes while `lanes` statements are under way waits for one of them and goes with all
 * that came meanwhile, at most `most`. So a question alone is answered as fast as ever, and in a rush many share one round trip and one commit.
 * Nothing is remembered: every answer is of a statement that began after its question came.
 *
 * `ask` answers in the order of the questions. If the database has rolled it back because of what one of them holds, or because
 * two statements stood in each other's way, each is asked by itself, so that none fails for another's fault; after any other
 * failure nobody knows what was done, and all fail.
 */
export function together<Q, A>(
  ask: (questions: readonly Q[]) => Promise<readonly A[]>,
  { most, lanes }: { most: number; lanes: number },
): (question: Q) => Promise<A> {
  const waiting: Waiting<Q, A>[] = []
  let underWay = 0

  const askFor = async (batch: readonly Waiting<Q, A>[]): Promise<void> => {
    try {
      const answers = await ask(batch.map(one => one.question))
      batch.forEach((one, i) => {
        one.resolve(answers[i]!)
      })
    } catch (error) {
      if (batch.length > 1 && isRolledBack(error)) for (const one of batch) await askFor([one])
      else for (const one of batch) one.reject(error)
    }
  }
  const work = async (): Promise<void> => {
    while (waiting.length) await askFor(waiting.splice(0, most))
    underWay--
  }
  return question =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      if (underWay === lanes) return
      underWay++
      setImmediate(work)
    })
}

/** Classes 22 (data) and 23 (constraints), a serialisation failure, a deadlock: the statement has been rolled back as a whole. */
function isRolledBack(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(2[23]...|40001|40P01)$/.test(error.code ?? '')
}
