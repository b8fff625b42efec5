// Names the kinds of mail.
#include "mail/message/message.hpp"

namespace mail {

std::string_view to_string(Kind kind) {
    switch (kind) {
        case Kind::human:
            return "human";
        case Kind::auto_reply:
            return "auto-reply";
        case Kind::auto_generated:
            return "auto-generated";
        case Kind::bounce:
            return "bounce";
        case Kind::list:
            return "list";
        case Kind::loop:
            return "loop";
    }
    return "human";
}

}  // namespace mail
