import type { Random } from '../random.js'

/** Letters that organisations ask their members to send, one sentence an entry. */
const LETTERS: readonly (readonly string[])[] = [
  [
    'I am writing to ask you to keep end-to-end encryption out of any exception in this report.',
    'Weakening encryption for some means weakening it for everybody.',
    'Journalists, lawyers and doctors depend on it every day.',
    'The draft should say without conditions that strong encryption is a precondition for trust on the internet.',
    'Please remove every sentence that could be read as a call for lawful access.',
    'I also ask you to publish how this comment has been taken into account.',
  ],
  [
    'Please make the deployment of DNSSEC and RPKI a requirement in public procurement.',
    'Voluntary recommendations have been made for fifteen years and have changed little.',
    'Governments are the largest buyers of connectivity and can turn the market with one decision.',
    'The cost is small when it is asked for at the time of a new contract.',
    'Every tender should name the standards, the date, and the way in which they are tested.',
    'The report should list the countries that already do this, so that others can follow.',
    'Thank you for considering this request.',
  ],
  [
    'The right to repair must be part of security by design.',
    'Devices that nobody may open are devices that nobody can make safe.',
    'Manufacturers should publish how long they provide updates before a product is sold.',
    'When support ends, the keys and the documentation should be handed over to the owners.',
    'Otherwise millions of working devices become waste and a danger to the network.',
    'Please add a recommendation on this to the final report.',
  ],
  [
    'Small providers cannot carry the burden that this draft puts on them.',
    'A community network with two volunteers is treated like a multinational company.',
    'We ask for an exemption for operators with fewer than ten thousand customers.',
    'We also ask for funding and training before any obligation begins.',
    'Otherwise the result will be fewer networks, and more people without a connection.',
  ],
  [
    'Cybersecurity education must begin in school and must reach girls as early as boys.',
    'The draft speaks of the labour market and hardly of teachers.',
    'Teachers need time, material in their own language and somebody to ask.',
    'Please recommend a share of the national budget that goes into their training.',
    'Scholarships for young women from developing countries should be part of it.',
    'Without this the skills gap will be the same in ten years.',
  ],
]

const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  ask: ['urge', 'request'],
  please: ['kindly', 'I ask you to'],
  must: ['should', 'has to'],
  should: ['must', 'ought to'],
  every: ['each', 'any'],
  also: ['further', 'moreover'],
  small: ['smaller', 'little'],
  need: ['require', 'want'],
  report: ['document', 'text'],
  draft: ['text', 'document'],
  recommendation: ['paragraph', 'proposal'],
  people: ['citizens', 'users'],
  devices: ['products', 'appliances'],
  otherwise: ['if not,', 'or else'],
  weakening: ['breaking', 'limiting'],
  publish: ['make public', 'say openly'],
  remove: ['delete', 'strike out'],
  depend: ['rely', 'count'],
  countries: ['states', 'places'],
}
const FILLERS = [
  'really',
  'clearly',
  'in our view',
  'once and for all',
  'as many have said',
  'urgently',
  'at last',
  'indeed',
]

const OWN_WORDS = [
  'As a teacher in {land} I see this every day.',
  'I run a small network of {number} households, and we have no lawyer.',
  'Last year an incident of this kind cost us {number} working days.',
  'My daughter studies computer science, and she is one of three women in her class.',
  'In our region only {number} per cent of the schools have a connection at all.',
  'I have worked in this field for {number} years.',
  'We wrote the same to our ministry in {land} and had no answer.',
]

export interface Campaign {
  letter: readonly string[]
}

export function letterOf(number: number): readonly string[] {
  return LETTERS[number % LETTERS.length]!
}

/**
 * A letter as one of its senders sends it: as it is (one in five), or with 5 to 40 % of its words changed, taken out or
 * added; some add sentences of their own, which are what a campaign's analysis must not lose.
 */
export function variantOf(letter: readonly string[], random: Random, land: string): string {
  const text = letter.join(' ')
  const body = random.chance(0.2) ? text : edited(text, 0.05 + random.number() * 0.35, random)
  if (!random.chance(0.35)) return body
  const own = random
    .pick(OWN_WORDS)
    .replace('{land}', land)
    .replace('{number}', String(random.between(2, 90)))
  return random.chance(0.5) ? `${own}\n\n${body}` : `${body}\n\n${own}`
}

function edited(text: string, share: number, random: Random): string {
  const words = text.split(' ')
  const wanted = Math.max(1, Math.round(words.length * share))
  const places = new Set<number>()
  while (places.size < wanted) places.add(random.between(0, words.length - 1))
  return words
    .flatMap((word, index) => {
      if (!places.has(index)) return [word]
      const synonyms = SYNONYMS[word.toLowerCase()]
      if (synonyms) return [random.pick(synonyms)]
      // The end of a sentence stays, or it could not be read.
      if (/[.,!?]$/.test(word)) return [random.pick(FILLERS), word]
      return random.chance(0.5) ? [] : [word, random.pick(FILLERS)]
    })
    .join(' ')
}
