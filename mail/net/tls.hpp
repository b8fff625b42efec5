#pragma once

#include "config/config.hpp"

#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace mail {

/// Shared by the sessions that began under it, because they may outlive a reload.
using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// TLS 1.2 and newer with the certificate chain and key of the config; null when none is configured.
/// permanent: a file cannot be read or the key is not the certificate's (the sentence says which).
[[nodiscard]] config::Result<TlsContext> make_server_tls(const config::Tls& tls);

/// For connections that we open. With `verify` the peer's chain must lead to tls.ca (or the system's roots) and name `host`;
/// else any certificate is accepted (opportunistic, RFC 7435). permanent: tls.ca cannot be read.
[[nodiscard]] config::Result<TlsContext> make_client_tls(const config::Tls& tls, bool verify, const std::string& host);

}  // namespace mail
