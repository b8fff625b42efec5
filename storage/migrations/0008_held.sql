-- Commands that wait for a technician's yes; `id` is the inbox row of the mail that brought them.
create table held (
    id bigint not null primary key,
    ticket bigint not null,
    other bigint not null default 0,
    technician text not null,
    items text not null,
    asked_at bigint not null,
    until_at bigint not null,
    proven integer not null default 0,
    released integer not null default 0
);
create index held_technician on held (technician, asked_at);
