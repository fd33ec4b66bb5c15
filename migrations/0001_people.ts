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
      -- Whether she is told by mail of replies to her comments.
      reply_mails boolean not null default true,
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
      -- Browser and system in two words, so that she can tell her sessions apart.
      device text not null default '',
      created_at timestamptz not null default now(),
      -- Moved on while it is used.
      expires_at timestamptz not null
    );
    create index sessions_person on sessions (person_id);

    create table sign_in_codes (
      id uuid primary key default gen_random_uuid(),
      email text not null,
      -- SHA-256 of the link's secret; and of the six digits with the row's id, keyed, because six digits are soon tried.
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
    create index api_tokens_person on api_tokens (person_id);

    -- What a visitor typed before she signed in, under a secret that only her browser has; one for each form.
    create table kept_forms (
      secret_hash bytea not null,
      action text not null,
      content jsonb not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      primary key (secret_hash, action)
    );

    -- Mail that waits to go or has gone: which message, with which values. Its words are made when it is sent. The row
    -- is removed some days later.
    create table mails (
      id bigint generated always as identity primary key,
      -- To whom: a person, at the address that she has by then; or an address of which no account is known yet.
      person_id bigint references people,
      address text,
      message text not null,
      content jsonb not null default '{}',
      -- The page that the mail is about.
      path text not null,
      -- The language; null: the person's own.
      locale text,
      -- What must not be mailed twice, for example one reply; null: nothing of the kind.
      once text unique,
      created_at timestamptz not null default now(),
      sent_at timestamptz,
      -- The server of the recipient refused it for good.
      refused_at timestamptz,
      check ((person_id is null) <> (address is null))
    );
    create index mails_person on mails (person_id) where person_id is not null;
  `.execute(db)
}
