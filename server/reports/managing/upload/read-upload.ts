import type { FastifyRequest } from 'fastify'
import { DraftError } from '../../../drafts/index.js'
import { invalidField } from '../../../web/faults.js'
import type { FormFields } from '../../../web/forms.js'

export interface Upload {
  fields: FormFields
  file: { name: string; bytes: Buffer }
}

/**
 * A form with a file, which stands last in it. What was typed is in `request.typed` as far as it has come, so that the
 * form comes back filled whatever is wrong with the file.
 * @throws invalid, beside `file`, where there is none or it is too large
 */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  const fields: FormFields = {}
  request.typed = fields
  let file: Upload['file'] | null = null
  if (request.isMultipart())
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value)
      else if (part.fieldname === 'file' && part.filename) {
        file = { name: part.filename, bytes: await part.toBuffer().catch(besideFile) }
      } else part.file.resume()
    }
  if (file === null) throw invalidField('file', 'file-required')
  return { fields, file }
}

/** A file that was refused is a fault of the field that it came in. */
export function besideFile(error: unknown): never {
  if (error instanceof DraftError) throw invalidField('file', `draft-${error.code}`)
  if ((error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE') throw invalidField('file', 'draft-too-large')
  throw error
}
