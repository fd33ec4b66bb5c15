import { type Static, Type } from 'typebox'
import { type FormFields, field } from '../../web/forms.js'
import { countryCodes } from '../people/countries.js'
import { genders, stakeholderGroups } from '../people/groups.js'

/** What somebody says about herself. */
export const ProfileBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  publishName: Type.Boolean(),
  group: Type.Enum([...stakeholderGroups]),
  country: Type.Enum([...countryCodes]),
  organisation: Type.Optional(Type.String({ maxLength: 200 })),
  gender: Type.Optional(Type.Enum([...genders])),
  locale: Type.Optional(Type.String({ maxLength: 20 })),
  replyMails: Type.Optional(Type.Boolean()),
})
export type ProfileBody = Static<typeof ProfileBody>

/** The form's fields as the schema wants them: no key for what was left empty, a box that is not ticked is no. */
export function toProfile(fields: FormFields): Record<string, unknown> {
  const given = (name: string) => {
    const value = field(fields, name)
    return value === undefined ? {} : { [name]: cleanLine(value) }
  }
  return {
    ...given('name'),
    ...given('group'),
    ...given('country'),
    ...given('organisation'),
    ...given('gender'),
    ...given('locale'),
    publishName: field(fields, 'publishName') === 'yes',
    // The first sign-in's form does not ask it.
    ...(field(fields, 'asksReplyMails') && { replyMails: field(fields, 'replyMails') === 'yes' }),
  }
}

/**
 * One line without control characters, and without the marks that turn the direction of what follows; those that join
 * letters in Persian or Hindi stay. Half characters, which the database refuses, go.
 */
function cleanLine(text: string): string {
  return text
    .normalize('NFC')
    .replace(/(?![\u200c\u200d])\p{C}/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
}
