import type { Database } from '../database/pool.js'

/** IS3C's working groups, in the order of its own list. */
const GROUPS: readonly [slug: string, name: string, description: string][] = [
  [
    'wg1',
    'Security by design – Internet of Things',
    'What makers of connected devices should build in, and what governments and buyers can ask of them.',
  ],
  [
    'wg2',
    'Education and skills',
    'Closing the gap between what the cybersecurity industry needs and what graduates can do.',
  ],
  [
    'wg3',
    'Procurement and supply chain management',
    'How those who buy can get Internet standards for security deployed.',
  ],
  [
    'wg5',
    'Prioritised list of standards and best practices',
    'The most urgent standards in one list, and a repository of all of them.',
  ],
  ['wg6', 'Data governance and security', 'Legislation compared worldwide, and the best practices found in it.'],
  [
    'wg9',
    'Emerging technologies',
    'Quantum computing, post-quantum cryptography, artificial intelligence, and what they ask of the Internet’s security.',
  ],
  ['gdc', 'Global Digital Compact', 'A special group on what the Compact says about security and safety.'],
  [
    'consumer-protection',
    'Consumer protection and advocacy',
    'A special group on how consumers learn about the security of what they buy, and how they are heard.',
  ],
  ['deployment', 'Deployment of DNSSEC, RPKI and IPv6', 'A special group on what holds these standards back.'],
]

/** Gives a new database the working groups, without which there can be no report. One that has some keeps its own. */
export async function shipWorkingGroups(db: Database): Promise<void> {
  const any = await db.selectFrom('working_groups').select('id').limit(1).executeTakeFirst()
  if (any) return
  await db
    .insertInto('working_groups')
    .values(GROUPS.map(([slug, name, description], position) => ({ slug, name, description, position })))
    .onConflict(conflict => conflict.column('slug').doNothing())
    .execute()
}
