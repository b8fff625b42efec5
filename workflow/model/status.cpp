// Determines which statuses are done and which wait for somebody else.
#include "workflow/model/status.hpp"

namespace workflow {

bool is_done(Status status) {
    return status == Status::resolved || status == Status::closed;
}

bool is_waiting(Status status) {
    return status == Status::waiting_customer || status == Status::waiting_third_party;
}

}  // namespace workflow
