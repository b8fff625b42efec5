#pragma once

#include "config/config.hpp"

#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace mail {

/// Shared by the sessions that use it, because they may outlive a reload.
using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// Makes a context for TLS 1.2 and newer with the certificate chain and key of the config; null when none is
/// configured. permanent: a file cannot be read, or the key does not belong to the certificate (the message says
/// which).
[[nodiscard]] config::Result<TlsContext> make_server_tls(const config::Tls& tls);

/// Makes a context for connections that we open. With `verify` the peer's chain must lead to tls.ca (or the system's
/// roots) and name `host`; otherwise any certificate is accepted (opportunistic, RFC 7435). permanent: tls.ca cannot
/// be read.
[[nodiscard]] config::Result<TlsContext> make_client_tls(const config::Tls& tls, bool verify, const std::string& host);

}  // namespace mail
