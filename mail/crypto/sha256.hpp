#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace mail {

/// Computes SHA-256 of bytes that are given in pieces.
class Sha256 {
public:
    Sha256();
    void update(std::string_view bytes);
    /// The hash in lower-case hex. Call it only once.
    [[nodiscard]] std::string hex();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace mail
