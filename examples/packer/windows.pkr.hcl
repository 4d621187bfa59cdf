# The same for Windows: its registry says what is installed. `packer build -only qemu.windows .` builds this one.
variable "windows_iso_url" {
  type    = string
  default = "windows.iso"
}

variable "windows_iso_checksum" {
  type    = string
  default = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
}

variable "windows_password" {
  type      = string
  default   = ""
  sensitive = true
}

source "qemu" "windows" {
  iso_url          = var.windows_iso_url
  iso_checksum     = var.windows_iso_checksum
  communicator     = "winrm"
  winrm_username   = "packer"
  winrm_password   = var.windows_password
  shutdown_command = "shutdown /s /t 0"
  output_directory = "output-windows"
  vm_name          = "windows.qcow2"
}

build {
  sources = ["source.qemu.windows"]

  provisioner "file" {
    source      = "${path.root}/../fleet/collect-windows.ps1"
    destination = "C:/Windows/Temp/collect-windows.ps1"
  }

  provisioner "powershell" {
    inline = [
      "New-Item -ItemType Directory -Force C:/Windows/Temp/manifests | Out-Null",
      "& C:/Windows/Temp/collect-windows.ps1 -Folder C:/Windows/Temp/manifests -Name image",
      "tar.exe --create --file C:/Windows/Temp/manifests.tar --directory C:/Windows/Temp/manifests/image .",
    ]
  }

  provisioner "file" {
    direction   = "download"
    source      = "C:/Windows/Temp/manifests.tar"
    destination = "manifests-windows.tar"
  }

  provisioner "shell-local" {
    inline = ["interdict scan manifests-windows.tar -o text -o json=manifests-windows.json -o html=manifests-windows.html"]
  }
}
