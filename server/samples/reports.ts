import type { Kind, Policy, Stance } from '../database/schema.js'
import type { SamplePerson } from './people.js'

/** A comment of a sample; `on` is how the words of its paragraph begin, null for the report as a whole. */
export interface SampleComment {
  by: SamplePerson
  on: string | null
  kind: Kind
  stance?: Stance
  quote?: string
  body: string
  /** Replaces the quoted words in the paragraph; without a quote it is the paragraph as a whole. */
  proposed?: string
  endorsedBy?: readonly SamplePerson[]
  replies?: readonly { by: SamplePerson; body: string }[]
  /** Withheld by the chair, so that a tombstone can be seen. */
  withheld?: { reason: string; explanation: string }
}

/** One version; days count from the first start. */
export interface SampleVersion {
  file: string
  label: string
  guidance: string
  questions: readonly string[]
  opensOnDay: number
  closesOnDay: number
  moderation: Policy
  comments: readonly SampleComment[]
}

export interface SampleReport {
  slug: string
  workingGroup: string
  summary: string
  versions: readonly SampleVersion[]
}

const iotFirst: readonly SampleComment[] = [
  {
    by: 'maker',
    on: 'Publish an address for reports',
    kind: 'technical',
    stance: 'support-with-changes',
    quote: 'answer within a week',
    body: 'An answer alone helps nobody. The one who reports wants to know when the weakness will be repaired.',
    proposed: 'answer within a week, and say when the weakness will be repaired',
    endorsedBy: ['engineer', 'advocate'],
    replies: [{ by: 'chair', body: 'Thank you. The group will take this up in the second draft.' }],
  },
  {
    by: 'lawyer',
    on: 'Texts that exist only',
    kind: 'question',
    body: 'Which languages could the group not read? We can help with texts of West Africa.',
  },
  {
    by: 'engineer',
    on: 'Communities of volunteers',
    kind: 'editorial',
    stance: 'support',
    body: 'This belongs to the recommendations rather than to the findings.',
    endorsedBy: ['maker'],
  },
]

const iotSecond: readonly SampleComment[] = [
  {
    by: 'advocate',
    on: 'Publish security updates',
    kind: 'technical',
    stance: 'support-with-changes',
    quote: 'at least five years',
    body: 'On small islands a device is repaired many times and used for ten years or more. Five years after the last sale is too short for people who cannot replace it.',
    proposed: 'at least eight years',
    endorsedBy: ['lawyer', 'teacher', 'engineer'],
    replies: [
      {
        by: 'maker',
        body: 'For a maker of ten people, eight years is hard. Could the period depend on the price of the device?',
      },
      { by: 'advocate', body: 'The second half of the sentence could say how.' },
    ],
  },
  {
    by: 'lawyer',
    on: 'Make it unlawful',
    kind: 'technical',
    stance: 'support',
    body: 'Our own law says so since last year. The hard part is to check it at the border; a sentence on how that can be done would help.',
    endorsedBy: ['advocate'],
  },
  {
    by: 'teacher',
    on: 'Require that the support period',
    kind: 'editorial',
    quote: 'printed on the packaging',
    body: 'Many people buy online and see the packaging too late.',
    proposed: 'shown before the purchase, and printed on the packaging',
  },
  {
    by: 'engineer',
    on: 'A device that was safe',
    kind: 'question',
    body: 'Which operators tell their customers today? Examples would convince mine.',
    replies: [{ by: 'chair', body: 'We shall list the examples from the interviews in an annex.' }],
  },
  {
    by: 'maker',
    on: 'There is a large gap',
    kind: 'general',
    stance: 'neutral',
    body: 'Buy our certified sensors at a special price for readers of this report.',
    withheld: { reason: 'advertising', explanation: 'The comment offers a product and says nothing about the draft.' },
  },
  {
    by: 'advocate',
    on: null,
    kind: 'general',
    stance: 'support',
    body: 'The draft is easy to read, and it names who has to do what. Thank you for that.',
    endorsedBy: ['lawyer', 'teacher'],
  },
]

/** The sample reports: one with two drafts and open, one open, one closed, one to come. */
export const sampleReports: readonly SampleReport[] = [
  {
    slug: 'iot-security-by-design',
    workingGroup: 'wg1',
    summary: 'What was found in 22 texts on the security of connected devices, and what we recommend.',
    versions: [
      {
        file: 'iot-security-by-design.v1.md',
        label: 'First draft',
        guidance: 'The findings and the recommendations are open to change. The method is described for information.',
        questions: ['Does a finding not fit what you know from your country?', 'Which good practice have we not seen?'],
        opensOnDay: -75,
        closesOnDay: -30,
        moderation: 'post',
        comments: iotFirst,
      },
      {
        file: 'iot-security-by-design.v2.md',
        label: 'Second draft',
        guidance:
          'This draft takes up the comments on the first. Please look above all at the recommendations in section 4.',
        questions: [
          'Which recommendation can your organisation follow at once, and which not?',
          'For how long should a maker publish security updates?',
          'What would help small makers most?',
        ],
        opensOnDay: -6,
        closesOnDay: 36,
        moderation: 'post',
        comments: iotSecond,
      },
    ],
  },
  {
    slug: 'post-quantum-cryptography',
    workingGroup: 'wg9',
    summary: 'What has to be done before quantum computers break today’s cryptography.',
    versions: [
      {
        file: 'post-quantum-cryptography.v1.md',
        label: 'Draft for consultation',
        guidance: 'Comments are read by a chair before they are published.',
        questions: ['Which recommendation is too early, which too late?'],
        opensOnDay: -2,
        closesOnDay: 19,
        moderation: 'pre',
        comments: [],
      },
    ],
  },
  {
    slug: 'education-and-skills',
    workingGroup: 'wg2',
    summary: 'Seven recommendations to close the gap between education and the cybersecurity industry.',
    versions: [
      {
        file: 'education-and-skills.v1.md',
        label: 'Draft for consultation',
        guidance: 'We are looking above all for views of women and of people from developing countries.',
        questions: [
          'What made you choose, or not choose, security?',
          'Who teaches Internet standards in your country?',
        ],
        opensOnDay: -60,
        closesOnDay: -18,
        moderation: 'post',
        comments: [
          {
            by: 'teacher',
            on: 'Keep teaching material in step',
            kind: 'technical',
            stance: 'support-with-changes',
            body: 'Material ages within two years. Somebody has to be paid to keep it, or this stays a wish.',
            endorsedBy: ['engineer'],
          },
        ],
      },
    ],
  },
  {
    slug: 'procurement',
    workingGroup: 'wg3',
    summary: 'How buyers can get security standards deployed by asking for them.',
    versions: [
      {
        file: 'procurement.v1.md',
        label: 'Draft for consultation',
        guidance: '',
        questions: ['What keeps your organisation from asking for these standards?'],
        opensOnDay: 12,
        closesOnDay: 54,
        moderation: 'post',
        comments: [],
      },
    ],
  },
]
