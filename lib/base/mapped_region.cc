#include "base/mapped_region.h"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <mutex>

#include "base/error.h"

namespace msquant {

// The signal's handler walks over entries without a lock, so they are used again but never freed.
struct MappedRegion::Entry {
  std::atomic<const char*> begin{nullptr};  // nullptr: free
  std::atomic<size_t> size{0};
  std::atomic<const char*> file{nullptr};
  Entry* next = nullptr;
};

namespace {

using Entry = MappedRegion::Entry;

std::atomic<Entry*> entries{nullptr};
std::mutex changing;  // held by whoever takes an entry or adds one

std::atomic<bool> is_first_loss{true}, has_lost_pages{false};
char lost_file[4096];

Entry* find_entry(const char* address) {
  for (Entry* entry = entries; entry != nullptr; entry = entry->next) {
    const char* const begin = entry->begin;
    if (begin != nullptr && address >= begin && address < begin + entry->size) return entry;
  }
  return nullptr;
}

// Puts a page of zeros where `address` is.
bool replace_page(const char* address) {
  const auto size = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  void* const page = reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(address) / size * size);
  return ::mmap(page, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == page;
}

void on_bus_error(int signal, siginfo_t* info, void*) {
  const int error = errno;
  const auto* const address = static_cast<const char*>(info->si_addr);
  const Entry* const entry = info->si_code == BUS_ADRERR ? find_entry(address) : nullptr;
  if (entry == nullptr || !replace_page(address)) {
    std::signal(signal, SIG_DFL);  // the read is tried again, and ends the process
  } else if (is_first_loss.exchange(false)) {
    std::strncpy(lost_file, entry->file, sizeof(lost_file) - 1);
    has_lost_pages = true;
  }
  errno = error;
}

Entry* free_entry() {
  for (Entry* entry = entries; entry != nullptr; entry = entry->next) {
    if (entry->begin == nullptr) return entry;
  }
  auto* const added = new Entry;
  added->next = entries;
  entries = added;
  return added;
}

Entry* enter(const char* begin, size_t size, const char* file) {
  const std::lock_guard<std::mutex> lock(changing);
  Entry* const entry = free_entry();
  entry->file = file;
  entry->size = size;
  entry->begin = begin;
  return entry;
}

}  // namespace

void survive_lost_pages() {
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGBUS, &action, nullptr);
}

void throw_if_pages_were_lost() {
  if (!has_lost_pages) return;
  throw Error(ErrorKind::kIo, "a file changed while it was used", lost_file,
              "it has become shorter, or its disk cannot read it",
              "leave the inputs alone during a run, and run it again");
}

MappedRegion::MappedRegion(const char* begin, size_t size, const char* file)
    : begin_(begin), size_(size), entry_(enter(begin, size, file)) {}

MappedRegion::~MappedRegion() {
  entry_->begin = nullptr;
  if (size_ > 0) ::munmap(const_cast<char*>(begin_), size_);
}

}  // namespace msquant
