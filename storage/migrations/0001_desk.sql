-- The first schema. Times are microseconds since 1970 UTC. What stands between @ signs is put in for each database:
-- ID a key that counts up by itself, KEY an integer key that is given, BYTES raw bytes, CLUSTERED rows kept in the key;
-- a line that begins with POSTGRESQL between @ signs is for that one only.

create table counter (
    name text not null primary key,
    value bigint not null
) @CLUSTERED@;
insert into counter (name, value) values ('ticket', 0);

-- Sums that would cost a scan. `shard` spreads one sum over rows, so that daemons do not wait for each other.
create table tally (
    kind text not null,
    name text not null,
    shard integer not null,
    value bigint not null,
    primary key (kind, name, shard)
) @CLUSTERED@;

-- What each sender got and opened, a row a minute; the empty sender is the whole desk.
create table sender_history (
    sender text not null,
    minute bigint not null,
    shard integer not null,
    acknowledged bigint not null,
    opened bigint not null,
    primary key (sender, minute, shard)
) @CLUSTERED@;
create index sender_history_minute on sender_history (minute);

create table instance (
    id @ID@,
    host text not null,
    pid bigint not null,
    started_at bigint not null
);

create table inbox (
    id @ID@,
    duplicate_key text unique,
    status text not null,
    owner bigint not null,
    lease_until bigint not null,
    attempts integer not null,
    solo integer not null,
    route text not null,
    mail_from text not null,
    recipients text not null,
    peer text not null,
    helo text not null,
    auth_technician text not null,
    tls integer not null,
    peer_trusted integer not null,
    smtputf8 integer not null,
    received_at bigint not null,
    raw_bytes bigint not null,
    ticket bigint,
    reason text not null
);
create index inbox_queued on inbox (id) where status = 'queued' and solo = 0;
create index inbox_solo on inbox (id) where status = 'queued' and solo = 1;
create index inbox_running on inbox (lease_until) where status = 'running';
create index inbox_quarantined on inbox (id) where status = 'quarantined';

create table inbox_chunk (
    inbox bigint not null,
    position integer not null,
    bytes @BYTES@ not null,
    primary key (inbox, position)
);
-- What is packed already is not to be packed again, and what never changes is cheaper in its row than in a TOAST table
-- with an index of its own.
@POSTGRESQL@ alter table inbox_chunk alter column bytes set storage external;
@POSTGRESQL@ alter table inbox_chunk set (toast_tuple_target = 8160);

create table ticket (
    number @KEY@,
    version bigint not null,
    title text not null,
    description text not null,
    status text not null,
    priority text not null,
    category text not null,
    client text not null,
    contract text not null,
    requester_name text not null,
    requester_address text not null,
    requester_key text not null,
    assignee text not null,
    team text not null,
    desk_address text not null,
    root_id text not null,
    last_client_id text not null,
    created_at bigint not null,
    updated_at bigint not null,
    active_at bigint not null,
    close_at bigint,
    rules_fired text not null,
    closed_at bigint,
    snoozed_until bigint,
    next_due_at bigint,
    response_due_at bigint,
    responded_at bigint,
    resolution_due_at bigint,
    resolved_at bigint,
    paused_since bigint,
    paused_seconds bigint not null,
    response_excluded_seconds bigint not null,
    response_to text not null,
    breached text not null,
    response_warned integer not null,
    resolution_warned integer not null
);
-- Out of the row when it is long: changes of a ticket leave it where it is.
@POSTGRESQL@ alter table ticket alter column description set storage external;
create index ticket_due on ticket (next_due_at) where next_due_at is not null;
create index ticket_status on ticket (status, number);
create index ticket_requester on ticket (requester_key, number);
create index ticket_assignee on ticket (assignee, number) where assignee <> '';

create table watcher (
    ticket bigint not null,
    position integer not null,
    address text not null,
    since bigint not null,
    primary key (ticket, position)
) @CLUSTERED@;

create table link (
    ticket bigint not null,
    position integer not null,
    kind text not null,
    other bigint not null,
    primary key (ticket, position)
) @CLUSTERED@;

create table entry (
    id @ID@,
    ticket bigint not null,
    at bigint not null,
    kind text not null,
    author text not null,
    trust text not null,
    text text not null,
    quoted text not null,
    unverified integer not null,
    message_id text not null,
    subject text not null
);
create index entry_ticket on entry (ticket, id);
@POSTGRESQL@ alter table entry set (toast_tuple_target = 8160);

create table blob (
    sha256 text not null primary key,
    size bigint not null,
    encoding text not null
);

create table blob_chunk (
    sha256 text not null references blob (sha256),
    position integer not null,
    bytes @BYTES@ not null,
    primary key (sha256, position)
);
@POSTGRESQL@ alter table blob_chunk alter column bytes set storage external;

-- `sha256` may name a blob that was never kept: past limits.attachment_bytes.
create table attachment (
    entry bigint not null references entry (id),
    position integer not null,
    name text not null,
    type text not null,
    size bigint not null,
    is_inline integer not null,
    content_id text not null,
    sha256 text not null,
    primary key (entry, position)
);

-- `entry` is what came by that mail; null while the id was only referred to.
create table alias (
    message_id text not null primary key,
    ticket bigint not null,
    entry bigint
) @CLUSTERED@;

create table round_robin (
    team text not null primary key,
    technician text not null
) @CLUSTERED@;

-- The chunks of a row with a `base` are packed against that row's mail: copies of one notice differ in a few bytes. A base has none
-- itself, and goes only together with what stands on it.
create table outbox (
    id @ID@,
    ticket bigint,
    kind text not null,
    recipient text not null,
    return_path text not null,
    message_id text not null,
    status text not null,
    owner bigint not null,
    lease_until bigint not null,
    attempts integer not null,
    created_at bigint not null,
    next_try_at bigint not null,
    sent_at bigint,
    last_error text not null,
    raw_bytes bigint not null,
    base bigint
);
create index outbox_due on outbox (next_try_at, id) where status = 'queued';
create index outbox_sending on outbox (lease_until) where status = 'sending';
create index outbox_failed on outbox (id) where status = 'failed';

create table outbox_chunk (
    outbox bigint not null,
    position integer not null,
    bytes @BYTES@ not null,
    primary key (outbox, position)
);
@POSTGRESQL@ alter table outbox_chunk alter column bytes set storage external;
@POSTGRESQL@ alter table outbox_chunk set (toast_tuple_target = 8160);
