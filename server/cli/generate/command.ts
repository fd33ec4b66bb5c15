import { randomInt } from 'node:crypto'
import { CommandError, command as declare, UsageError } from '../command.js'

const MOST = 2_000_000

export const command = declare({
  summary: 'Writes realistic comments on the latest version of a report, for demonstrations and load tests.',
  notes:
    'Comments, replies, endorsements and decisions are spread over the comment period until now, with their audit ' +
    'entries; nobody gets mail. The people have addresses at generated.example. Refused in production, as comments ' +
    'are never deleted.',
  places: [],
  options: {
    report: { value: 'SLUG', means: 'the report’s slug', required: true },
    comments: { value: 'N', means: 'how many comments, replies among them', required: true },
    people: { value: 'P', means: 'by how many people; one for four comments if nothing is said' },
    campaigns: {
      value: 'K',
      means: 'how many form letters are among them, together a fifth of all; none if nothing is said',
    },
    seed: { value: 'S', means: 'a number: the same one makes the same words again' },
  },
  async run(given, io) {
    if (io.env.NODE_ENV === 'production')
      throw new CommandError(
        'This is for demonstrations and load tests only: in production the comments would stay for ever.',
      )
    const comments = number('--comments', given.comments, 1)
    const people =
      given.people === undefined ? Math.max(5, Math.ceil(comments / 4)) : number('--people', given.people, 2)
    const campaigns = given.campaigns === undefined ? 0 : number('--campaigns', given.campaigns, 0)
    const seed = given.seed === undefined ? randomInt(2 ** 31) : number('--seed', given.seed, 0)

    const { withDatabase } = await import('../database/open.js')
    const { generate } = await import('./generate.js')
    const wanted = { report: given.report, comments, people, campaigns, seed }
    const made = await withDatabase(io, operator =>
      generate(operator, wanted, done => {
        if (done % 20_000 === 0 && done < comments) io.complain(`${done} comments …`)
      }),
    )
    const text = `${made.comments} comments by ${made.people} people on ${made.report}, version ${made.version} (seed ${seed})`
    return {
      text: `${text}: ${made.replies} replies, ${made.endorsements} endorsements, ${made.decisions} decisions`,
      json: made,
    }
  },
})

function number(option: string, text: string, least: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= (option === '--seed' ? 2 ** 32 - 1 : MOST)))
    throw new UsageError(`${option} is “${text}”; it must be a whole number of at least ${least}.`)
  return value
}
