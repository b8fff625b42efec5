#pragma once

#include "workflow/work.hpp"

namespace workflow {

/// `ticketctl do` and `ticketctl new`: the same commands as by mail, all or nothing; `refused` says that nothing was done.
void carry_out(Work& work, const Order& order);

}  // namespace workflow
