-- What happened, as a value: {"event": NAME, "data": {...}}. Empty for comments, notes and events that were written as a text.
alter table entry add column event text not null default '';
