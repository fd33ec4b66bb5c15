/** The stakeholder groups of the IGF, with academia, which IS3C counts by itself. Worded under `accounts.groups`. */
export const stakeholderGroups = [
  'government',
  'private-sector',
  'civil-society',
  'technical-community',
  'intergovernmental',
  'academia',
] as const
export type StakeholderGroup = (typeof stakeholderGroups)[number]

/** Asked so that the balance can be counted, never shown with a person. Worded under `accounts.genders`. */
export const genders = ['woman', 'man', 'another'] as const
