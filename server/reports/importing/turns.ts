/** Lets so many run at once and so many wait, each in turn. */
export class Turns {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(
    private readonly atOnce: number,
    private readonly atMostWaiting: number,
  ) {}

  /** Runs the work when its turn comes; null at once where too many wait already. */
  take<T>(work: () => Promise<T>): Promise<T> | null {
    if (this.running < this.atOnce) return this.run(work)
    if (this.waiting.length >= this.atMostWaiting) return null
    return new Promise<void>(resolve => this.waiting.push(resolve)).then(() => this.run(work))
  }

  private async run<T>(work: () => Promise<T>): Promise<T> {
    this.running += 1
    try {
      return await work()
    } finally {
      this.running -= 1
      this.waiting.shift()?.()
    }
  }
}
