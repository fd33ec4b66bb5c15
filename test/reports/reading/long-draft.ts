/** Words of which English official prose is made, the frequent ones several times. */
const WORDS =
  `the the the the of of of and and to to in a for that is on with be shall as by or are from which this an at it not
  each must may should can where when information technology identity authentication federation subscriber verifier
  credential service provider security privacy risk assurance level protocol requirement device manufacturer update
  vulnerability disclosure stakeholder government private sector civil society technical community standard deployment
  procurement supplier contract measure assessment evidence process guideline recommendation organisation system
  network domain name route certificate key encryption signature message attribute assertion session access control
  data protection consent purpose user consumer product label market public national international cooperation
  education skill curriculum training research policy law regulation authority responsibility accountability incident
  response monitoring audit record retention minimisation usability accessibility equity development capacity`
    .split(/\s+/)
    .filter(Boolean)

/** A draft in Markdown with so many blocks, the same each time: sections, paragraphs and lists, with their plain text. */
export function longDraft(blocks: number): { markdown: string; blocks: number; text: string } {
  let seed = 42
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  const words = (count: number) => Array.from({ length: count }, () => WORDS[random(WORDS.length)]!).join(' ')
  const sentence = (count: number) => `${words(count).replace(/^./, sign => sign.toUpperCase())}.`
  const parts: string[] = []
  const texts: string[] = []
  const add = (prefix: string, text: string) => {
    parts.push(prefix + text)
    texts.push(text)
  }
  for (let k = 0; k < blocks; k++) {
    if (k % 40 === 0) add('# ', `${1 + k / 40}. ${words(4)}`)
    else if (k % 10 === 0) add('## ', `${1 + Math.floor(k / 40)}.${(k % 40) / 10} ${words(5)}`)
    else if (k % 10 > 6) add('- ', sentence(12 + random(12)))
    else add('', `${sentence(14 + random(16))} ${sentence(10 + random(20))}`)
  }
  return { markdown: parts.join('\n\n'), blocks, text: texts.join('\n') }
}
