#pragma once

#include "mail/smtp/smtp_framing.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A server's reply (RFC 5321 4.2.1).
struct SmtpReply {
    int code = 0;
    std::vector<std::string> lines;  // the text after the code, line by line

    [[nodiscard]] bool is(int family) const { return code / 100 == family; }
    /// The last line for logs and people, with its code. Controls are replaced, and it is cut to 500 bytes.
    [[nodiscard]] std::string printable() const;
};

/// Cuts replies out of a ReceiveBuffer.
class ReplyReader {
public:
    enum class What { nothing_yet, reply, malformed };

    /// Fills in `reply` when it returns What::reply. malformed: no code, differing codes, or too long for a reply.
    [[nodiscard]] What next(ReceiveBuffer& buffer, SmtpReply& reply);

private:
    SmtpReply partial_;
};

/// The extensions in a server's answer to EHLO (RFC 5321 4.1.1.1).
struct ServerOffers {
    bool pipelining = false;
    bool starttls = false;
    bool eight_bit = false;
    bool smtputf8 = false;
    bool dsn = false;
    bool size = false;
    std::int64_t max_size = 0;  // 0: not given
    bool auth_plain = false;
    bool auth_login = false;
};

[[nodiscard]] ServerOffers read_offers(const SmtpReply& ehlo);

}  // namespace mail
