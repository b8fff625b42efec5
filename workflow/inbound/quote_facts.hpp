#pragma once

#include <string>
#include <vector>

namespace workflow {

/// What a ticket knows about its people, by which the lines between quotes are told from words.
struct TicketFacts {
    std::vector<std::string> people;    // "Name <address>": requester, watchers, technicians who wrote, the desk's own addresses
    std::vector<std::string> subjects;  // of the ticket and of its mails
    std::string writer;                 // the name and address of who wrote the answer
};

}  // namespace workflow
