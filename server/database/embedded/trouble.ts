/** The embedded database cannot be used; the message says why and what to do, for the person at the console. */
export class EmbeddedDatabaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedDatabaseError'
  }
}

/** The code of an error of the system (`ENOENT`) or of PostgreSQL (`57P03`); empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
