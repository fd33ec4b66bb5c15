/** Lets so many work at a time; the others wait, in order, and give up after a while. */
export interface Turns {
  /** Answers a function that ends the turn, or null: nobody has gone in time, or too many wait already. */
  take(): Promise<(() => void) | null>
}

export function turns({ atOnce, waiting: most, waitMs }: { atOnce: number; waiting: number; waitMs: number }): Turns {
  let working = 0
  const waiting: (() => void)[] = []
  const end = () => {
    working--
    waiting.shift()?.()
  }
  const begin = () => {
    working++
    let ended = false
    return () => {
      if (!ended) end()
      ended = true
    }
  }
  return {
    take() {
      if (working < atOnce) return Promise.resolve(begin())
      if (waiting.length >= most) return Promise.resolve(null)
      return new Promise(resolve => {
        const go = () => {
          clearTimeout(timer)
          resolve(begin())
        }
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(go), 1)
          resolve(null)
        }, waitMs)
        waiting.push(go)
      })
    },
  }
}
