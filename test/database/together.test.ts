import pg from 'pg'
import t from 'tap'
import { together } from '../../server/database/together.js'

/** A database that notes what it was asked together, and answers when it is told to. */
function slowDatabase() {
  const asked: (readonly string[])[] = []
  const answer: (() => void)[] = []
  const ask = (questions: readonly string[]) => {
    asked.push(questions)
    return new Promise<string[]>((resolve, reject) =>
      answer.push(() => {
        const bad = questions.find(question => question.startsWith('bad'))
        if (bad === undefined) return resolve(questions.map(question => question.toUpperCase()))
        const error = new pg.DatabaseError(bad, 1, 'error')
        error.code = bad.slice(4)
        reject(error)
      }),
    )
  }
  const turn = () => new Promise(resolve => setImmediate(() => setImmediate(resolve)))
  return { asked, answer, ask, turn }
}

t.test(
  'what comes in one moment is asked together, what comes later waits for a lane, each gets its own answer',
  async t => {
    const { asked, answer, ask, turn } = slowDatabase()
    const question = together(ask, { most: 3, lanes: 1 })
    const first = [question('a'), question('b')]
    await turn()
    t.same(asked, [['a', 'b']])
    const later = ['c', 'd', 'e', 'f'].map(question)
    await turn()
    t.equal(asked.length, 1, 'the lane is taken')
    answer.shift()!()
    t.same(await Promise.all(first), ['A', 'B'])
    await turn()
    t.same(asked[1], ['c', 'd', 'e'], 'no more than so many')
    answer.shift()!()
    await turn()
    t.same(asked[2], ['f'])
    answer.shift()!()
    t.same(await Promise.all(later), ['C', 'D', 'E', 'F'])
    const again = question('g')
    await turn()
    answer.shift()!()
    t.equal(await again, 'G', 'and it goes on')
  },
)

t.test('with two lanes the second statement does not wait for the first', async t => {
  const { asked, answer, ask, turn } = slowDatabase()
  const question = together(ask, { most: 3, lanes: 2 })
  const a = question('a')
  await turn()
  const b = question('b')
  await turn()
  t.same(asked, [['a'], ['b']])
  answer[1]!()
  t.equal(await b, 'B')
  answer[0]!()
  t.equal(await a, 'A')
})

t.test(
  'bad content fails alone; after a lost connection nobody is told that it went well, and nothing is asked twice',
  async t => {
    const { asked, answer, ask, turn } = slowDatabase()
    const question = together(ask, { most: 9, lanes: 1 })
    const settled = Promise.allSettled(['good', 'bad 23503', 'fine'].map(question))
    for (let n = 0; n < 4; n++) {
      await turn()
      answer.shift()!()
    }
    t.match(await settled, [{ value: 'GOOD' }, { reason: { code: '23503' } }, { value: 'FINE' }])
    t.same(asked, [['good', 'bad 23503', 'fine'], ['good'], ['bad 23503'], ['fine']])

    const lost = Promise.allSettled(['one', 'bad 57P01'].map(question))
    await turn()
    answer.shift()!()
    t.same(
      (await lost).map(result => result.status),
      ['rejected', 'rejected'],
    )
    t.equal(asked.length, 5)
  },
)

t.test(
  'where two statements stood in each other’s way and one was rolled back, it costs nobody her comment',
  async t => {
    const { answer, ask, turn } = slowDatabase()
    let deadlocked = 0
    // The database rolls back the statement as a whole; asked again by itself, it goes through.
    const question = together(
      (questions: readonly string[]) => {
        if (questions.length === 1) return Promise.resolve(questions.map(one => one.toUpperCase()))
        deadlocked += 1
        return ask(['bad 40P01', ...questions])
      },
      { most: 9, lanes: 1 },
    )
    const settled = Promise.all(['one', 'two'].map(question))
    await turn()
    answer.shift()!()
    t.same(await settled, ['ONE', 'TWO'])
    t.equal(deadlocked, 1)
  },
)
