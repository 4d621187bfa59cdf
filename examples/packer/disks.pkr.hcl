# A golden image that is not published when something banned is on its disk. Nothing is installed or run in the machine,
# and the builder needs neither root nor a mount: interdict reads the finished disk.
# `packer build -only 'disks.qemu.golden' .` builds the qcow2, `disks.vmware-iso.golden` the VMDK and
# `disks.hyperv-iso.golden` the VHDX.
source "qemu" "golden" {
  iso_url          = var.linux_iso_url
  iso_checksum     = var.linux_iso_checksum
  ssh_username     = "packer"
  shutdown_command = "sudo poweroff"
  format           = "qcow2"
  output_directory = "output-qemu"
  vm_name          = "golden.qcow2"
}

source "vmware-iso" "golden" {
  iso_url          = var.linux_iso_url
  iso_checksum     = var.linux_iso_checksum
  ssh_username     = "packer"
  shutdown_command = "sudo poweroff"
  disk_type_id     = "0"
  output_directory = "output-vmware"
  vm_name          = "golden"
}

source "hyperv-iso" "golden" {
  iso_url          = var.windows_iso_url
  iso_checksum     = var.windows_iso_checksum
  communicator     = "winrm"
  winrm_username   = "packer"
  winrm_password   = var.windows_password
  shutdown_command = "shutdown /s /t 0"
  generation       = 2
  output_directory = "output-hyperv"
  vm_name          = "golden"
}

# Exit status 1 (banned) and 3 (incomplete) both stop the build. The name stays the same from build to build, so that
# `interdict diff` can compare two reports.
build {
  name    = "disks"
  sources = ["source.qemu.golden", "source.vmware-iso.golden", "source.hyperv-iso.golden"]

  post-processor "shell-local" {
    only   = ["qemu.golden"]
    inline = ["interdict scan output-qemu/golden.qcow2 --source-name golden/qemu -o text -o json=golden-qemu.json"]
  }

  post-processor "shell-local" {
    only   = ["vmware-iso.golden"]
    inline = ["interdict scan output-vmware/disk.vmdk --source-name golden/vmware -o text -o json=golden-vmware.json"]
  }

  post-processor "shell-local" {
    only   = ["hyperv-iso.golden"]
    inline = ["interdict scan 'output-hyperv/Virtual Hard Disks/golden.vhdx' --source-name golden/hyperv -o text -o json=golden-hyperv.json"]
  }
}
