-- Rules on ticks that came due for many tickets at once, by what they are: an edited rule is another one.
create table rule_hold (
    fingerprint text not null primary key,
    rule text not null,
    tickets bigint not null,
    held_since bigint,
    allowed_at bigint
) @CLUSTERED@;
