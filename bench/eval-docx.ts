/**
 * How long reading a Word file takes, in times of what mammoth alone takes to make HTML of it: `npm run eval:docx -- FILE`.
 * Both by turns in one process; the first time is that of a process that reads one file, as the server's does.
 */
import { readFileSync } from 'node:fs'
import mammoth from 'mammoth'
import { readDraft } from '../server/drafts/index.js'

const TIMES = 15

const file = process.argv[2]
if (!file) {
  console.error('usage: npm run eval:docx -- FILE.docx')
  process.exit(2)
}
const bytes = readFileSync(file)
const options = { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) }
const alone: number[] = []
const whole: number[] = []
for (let k = 0; k < TIMES; k++) {
  alone.push(await timed(() => mammoth.convertToHtml({ buffer: bytes }, options)))
  whole.push(await timed(() => readDraft(bytes, file)))
}
const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!
console.log(
  `mammoth alone ${median(alone).toFixed(0)} ms, read as a draft ${median(whole).toFixed(0)} ms: ` +
    `${(median(whole) / median(alone)).toFixed(2)} × (the first time ${(whole[0]! / alone[0]!).toFixed(2)} ×; 1.5 × is the goal)`,
)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
