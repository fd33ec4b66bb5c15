import { type Kysely, sql } from 'kysely'

/** People, their sessions, sign-in codes, API tokens and roles. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table working_groups (
      id int generated always as identity primary key,
      slug text not null unique,
      name text not null,
      description text not null default '',
      position int not null default 0
    );

    create table people (
      id bigint generated always as identity primary key,
      -- Lower case. The one place where an address stands; null once the account is erased.
      email text unique check (email = lower(email)),
      name text,
      publish_name boolean not null default false,
      stakeholder_group text,
      country char(2),
      organisation text,
      gender text,
      locale text not null default 'en',
      -- When the first sign-in's questions were answered; without it she can read but not write.
      completed_at timestamptz,
      blocked_at timestamptz,
      created_at timestamptz not null default now()
    );

    create table roles (
      person_id bigint not null references people on delete cascade,
      role text not null check (role in ('chair', 'coordinator')),
      working_group_id int references working_groups,
      granted_at timestamptz not null default now(),
      check ((role = 'chair') = (working_group_id is not null)),
      unique (person_id, role, working_group_id)
    );
    create unique index one_coordinator_row on roles (person_id) where role = 'coordinator';

    create table sessions (
      id uuid primary key default gen_random_uuid(),
      person_id bigint not null references people on delete cascade,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    );
    create index sessions_person on sessions (person_id);

    create table sign_in_codes (
      id uuid primary key default gen_random_uuid(),
      email text not null,
      -- SHA-256 of the link's secret, and of the six digits with the row's id.
      link_hash bytea not null unique,
      code_hash bytea not null,
      wrong_codes int not null default 0,
      continue_to text not null default '/',
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index sign_in_codes_email on sign_in_codes (email, created_at);

    create table api_tokens (
      id bigint generated always as identity primary key,
      person_id bigint not null references people on delete cascade,
      name text not null,
      token_hash bytea not null unique,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    );

    -- What a visitor typed before she signed in, under a secret that only her browser has.
    create table kept_forms (
      secret_hash bytea primary key,
      action text not null,
      content jsonb not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    );

    -- Mail as it went out or waits to go. Bodies are removed some days after sending.
    create table mails (
      id bigint generated always as identity primary key,
      recipient text not null,
      subject text not null,
      text text not null,
      html text not null,
      headers jsonb not null default '{}',
      created_at timestamptz not null default now(),
      sent_at timestamptz
    );
  `.execute(db)
}
